package io.dromedary.provider;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a kind of provider writes requests and answers. Thread-safe. */
sealed interface WireFormat {

    ObjectMapper JSON = new ObjectMapper();

    /** Below the base URL. */
    String path();

    byte[] request(List<String> texts) throws JsonProcessingException;

    /** The vectors in the order of the texts, and the tokens. */
    ProviderAnswer answer(byte[] json) throws IOException;

    private static <T> List<T> complete(@Nullable List<T> vectors) throws IOException {
        if (vectors == null || vectors.contains(null)) {
            throw new IOException("An answer without vectors");
        }
        return vectors;
    }

    /**
     * The embeddings API of OpenAI (platform.openai.com/docs/api-reference/embeddings), which many others speak.
     *
     * @param dimensions to shorten the vectors to; null for those of the model
     */
    record OpenAi(String model, @Nullable Integer dimensions) implements WireFormat {

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record ItemList(
                @Nullable List<Item> data, @Nullable Usage usage) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Item(int index, float @Nullable [] embedding) {}

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Usage(long total_tokens) {}

        @Override
        public String path() {
            return "/embeddings";
        }

        @Override
        public byte[] request(List<String> texts) throws JsonProcessingException {
            Map<String, Object> body =
                    new TreeMap<>(Map.of("model", model, "input", texts, "encoding_format", "float"));
            if (dimensions != null) {
                body.put("dimensions", dimensions);
            }
            return JSON.writeValueAsBytes(body);
        }

        @Override
        public ProviderAnswer answer(byte[] json) throws IOException {
            ItemList list = JSON.readValue(json, ItemList.class);
            List<float[]> vectors = new ArrayList<>();
            for (Item item : complete(list.data).stream()
                    .sorted(Comparator.comparingInt(Item::index))
                    .toList()) {
                if (item.embedding != null) {
                    vectors.add(item.embedding);
                }
            }
            return ProviderAnswer.embedded(vectors, list.usage == null ? 0 : list.usage.total_tokens);
        }
    }

    /** The API of Ollama (docs/api.md of ollama/ollama), told not to cut texts silently, as it does by default. */
    record Ollama(String model) implements WireFormat {

        @JsonIgnoreProperties(ignoreUnknown = true)
        private record Embeddings(@Nullable List<float[]> embeddings, long prompt_eval_count) {}

        @Override
        public String path() {
            return "/api/embed";
        }

        @Override
        public byte[] request(List<String> texts) throws JsonProcessingException {
            return JSON.writeValueAsBytes(Map.of("model", model, "input", texts, "truncate", false));
        }

        @Override
        public ProviderAnswer answer(byte[] json) throws IOException {
            Embeddings answer = JSON.readValue(json, Embeddings.class);
            return ProviderAnswer.embedded(complete(answer.embeddings), answer.prompt_eval_count);
        }
    }
}
