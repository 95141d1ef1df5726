package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import io.dromedary.WithLedger;
import io.dromedary.error.Failure;
import io.dromedary.provider.ProviderStub;
import io.dromedary.provider.RemoteProvider;
import io.dromedary.provider.Workers;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("once")
@WithLedger
class RemoteEmbeddingModelIT {

    @Autowired
    private JdbcClient jdbc;

    private final ProviderStub provider = ProviderStub.start();
    private RemoteEmbeddingModel model;

    @BeforeEach
    void newModel() {
        model = new RemoteEmbeddingModel(
                new RemoteProvider(Workers.properties(provider.baseUrl())),
                Workers.governor(jdbc, provider.baseUrl(), Workers.budget(60_000, null)),
                new BytePairTokenizer(8183));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void sendsABatchAsOneRequestAndMakesVectorsOfUnitLength() {
        Response<List<Embedding>> response = model.embedAll(segments("ape", "bee", "cat"));
        assertThat(provider.requests()).hasSize(1);
        assertThat(Objects.requireNonNull(response.tokenUsage()).inputTokenCount())
                .isEqualTo(6);
        assertThat(response.content()).hasSize(3);
        assertDirection(response.content().get(1).vector(), ProviderStub.vector("bee"));
    }

    @Test
    void halvesARequestUntilTheOneTextIsFoundThatIsRefused() {
        provider.dislike(text -> text.equals("bad"));
        Response<List<Embedding>> response =
                model.embedAll(segments("a", "b", "c", "d", "e", "bad", "f", "g", "h", "i", "j"));
        assertThat(provider.embedded()).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
        assertThat(response.content().get(5).vector()).containsOnly(0);
        assertThat(response.content().stream().filter(vector -> vector.vector()[0] != 0))
                .hasSize(10);
        assertThat(provider.requests().size()).isLessThanOrEqualTo(9);
    }

    @Test
    void saysSoWhenTheProviderRefusesAQuery() {
        provider.dislike(text -> true);
        assertThatThrownBy(() -> model.embed("what?")).isInstanceOf(Failure.Permanent.class);
        assertThat(provider.requests()).hasSize(1);
    }

    @Test
    void aQueryHasTheVectorThatADocumentOfTheSameWordsHas() {
        assertThat(model.embed("ape").content().vector())
                .containsExactly(
                        model.embedAll(segments("ape")).content().get(0).vector());
    }

    private static void assertDirection(float[] unit, float[] direction) {
        double length = 0;
        double product = 0;
        double directionLength = 0;
        for (int i = 0; i < unit.length; i++) {
            length += unit[i] * unit[i];
            product += unit[i] * direction[i];
            directionLength += direction[i] * direction[i];
        }
        assertThat(length).isCloseTo(1, within(1e-6));
        assertThat(product / Math.sqrt(directionLength)).isCloseTo(1, within(1e-6));
    }

    private static List<TextSegment> segments(String... texts) {
        return Stream.of(texts).map(TextSegment::from).toList();
    }
}
