package io.dromedary.bench;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import io.dromedary.OwnPlaces;
import io.dromedary.Requests;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ContextConfiguration;

/**
 * How long a client waits for its 202 while documents are worked on, while the route that works on them is stopped, and
 * while the embedding provider fails. In no build; docs/benchmarks.md says how to run it.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dromedary.api-key=" + Requests.DEFAULT_KEY,
            "dromedary.rate.requests-per-minute=100000000",
            "management.server.port=0"
        })
@ContextConfiguration(initializers = OwnPlaces.class)
@Import({Requests.class, IndependenceBench.Provider.class})
class IndependenceBench {

    private static final int ROUNDS = 7;
    private static final int UPLOADS = 500;

    @Autowired
    private Requests requests;

    @Autowired
    private CamelContext camel;

    @Autowired
    private FallibleModel provider;

    private final Uploaders uploaders = new Uploaders();

    private enum State {
        WORKING,
        STOPPED,
        PROVIDER_DOWN
    }

    @Test
    void compareTheStatesOfTheWorkers() throws Exception {
        Map<State, List<Uploaders.Times>> times = new EnumMap<>(State.class);
        uploaders.run(UPLOADS, this::upload);
        for (int round = 0; round < ROUNDS; round++) {
            for (State state : State.values()) {
                enter(state);
                times.computeIfAbsent(state, key -> new ArrayList<>()).add(uploaders.run(UPLOADS, this::upload));
            }
        }
        times.forEach((state, rounds) -> System.out.printf("%-14s %s%n", state, Uploaders.Times.words(rounds)));
    }

    private void enter(State state) throws Exception {
        provider.down = state == State.PROVIDER_DOWN;
        if (state == State.STOPPED) {
            camel.getRouteController().stopRoute("process-document");
        } else {
            camel.getRouteController().startRoute("process-document");
        }
    }

    private HttpRequest upload() {
        return HttpRequest.newBuilder(URI.create(requests.url() + "/v1/documents"))
                .header("Authorization", "Bearer " + Requests.DEFAULT_KEY)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("The dromedary has one hump. " + UUID.randomUUID()))
                .build();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Provider {

        @Bean
        @Primary
        FallibleModel fallibleModel(EmbeddingModel embeddingModel) {
            return new FallibleModel(embeddingModel);
        }
    }

    static final class FallibleModel implements EmbeddingModel {

        private final EmbeddingModel model;
        private volatile boolean down;

        FallibleModel(EmbeddingModel model) {
            this.model = model;
        }

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
            if (down) {
                throw new IllegalStateException("The provider is down");
            }
            return model.embedAll(texts);
        }
    }
}
