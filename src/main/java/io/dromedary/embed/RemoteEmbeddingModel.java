package io.dromedary.embed;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.dromedary.chunk.Tokenizer;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.provider.Governor;
import io.dromedary.provider.ProviderAnswer;
import io.dromedary.provider.ProviderAnswer.Outcome;
import io.dromedary.provider.Purpose;
import io.dromedary.provider.RemoteProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A remote provider as an embedding model: texts of documents in batches, the query of a search by itself and before
 * them. Thread-safe.
 *
 * <p>A request that the provider does not accept is halved until the text is found that it objects to. That text alone
 * has no direction: its vector is zero, so it is near to nothing and is found by its words only.
 */
final class RemoteEmbeddingModel implements DescribedEmbeddingModel {

    private final RemoteProvider provider;
    private final Governor governor;
    private final Tokenizer tokenizer;

    RemoteEmbeddingModel(RemoteProvider provider, Governor governor, Tokenizer tokenizer) {
        this.provider = provider;
        this.governor = governor;
        this.tokenizer = tokenizer;
    }

    @Override
    public EmbeddingModelInfo info() {
        return new EmbeddingModelInfo(
                provider.model(), provider.runtime(), "normalized", provider.dimensions(), provider.maxTextTokens());
    }

    @Override
    public String modelName() {
        return provider.model();
    }

    @Override
    public int dimension() {
        return provider.dimensions();
    }

    /**
     * The vector of a query.
     *
     * @throws Failure.Permanent when the provider does not accept it
     */
    @Override
    public Response<Embedding> embed(TextSegment query) {
        int tokens = tokens(query);
        ProviderAnswer answer = governor.send(List.of(WellFormed.of(query.text())), tokens, Purpose.QUERY);
        if (answer.outcome() != Outcome.EMBEDDED) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The embedding provider refuses the text");
        }
        Embedding vector = Embedding.from(normalized(answer.vectors().get(0)));
        return Response.from(vector, usage(tokens, answer));
    }

    /** One vector for each text of a document, in their order; zero for one that the provider refuses. */
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        List<Text> texts = new ArrayList<>(segments.size());
        for (TextSegment segment : segments) {
            texts.add(new Text(texts.size(), WellFormed.of(segment.text()), tokens(segment)));
        }
        float[][] vectors = new float[texts.size()][];
        TokenUsage usage = new TokenUsage(0);
        for (List<Text> run : provider.limits().runs(texts, Text::text, Text::tokens)) {
            usage = usage.add(embed(run, vectors));
        }
        return Response.from(Arrays.stream(vectors).map(Embedding::from).toList(), usage);
    }

    private record Text(int place, String text, int tokens) {}

    private TokenUsage embed(List<Text> run, float[][] vectors) {
        int tokens = run.stream().mapToInt(Text::tokens).sum();
        ProviderAnswer answer = governor.send(run.stream().map(Text::text).toList(), tokens, Purpose.DOCUMENT);
        if (answer.outcome() == Outcome.EMBEDDED) {
            for (int i = 0; i < run.size(); i++) {
                vectors[run.get(i).place] = normalized(answer.vectors().get(i));
            }
            return usage(tokens, answer);
        }
        if (run.size() == 1) {
            vectors[run.get(0).place] = new float[provider.dimensions()];
            return new TokenUsage(0);
        }
        int half = run.size() / 2;
        return embed(run.subList(0, half), vectors).add(embed(run.subList(half, run.size()), vectors));
    }

    private int tokens(TextSegment segment) {
        return segment instanceof TokenizedText text
                ? text.ids().length
                : tokenizer.tokenize(segment.text()).size();
    }

    /** As the provider counts; as we do where it does not say. */
    private static TokenUsage usage(int tokens, ProviderAnswer answer) {
        return new TokenUsage(answer.tokens() > 0 ? Math.toIntExact(answer.tokens()) : tokens);
    }

    private static float[] normalized(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += component * component;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length && squares > 0; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return unit;
    }
}
