package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.provider.ProviderStub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a provider is asked, and paid, counted by the provider, while the worker is killed (R29). */
@Tag("standalone")
class EmbeddingReuseIT {

    private static final Duration WORK_LIMIT = Duration.ofSeconds(60);
    private static final int SECTIONS = 70;

    @TempDir
    Path folder;

    @Test
    void noTextIsEmbeddedTwiceNeitherAfterAKillNorInAnotherVersion() throws Exception {
        Program program = Program.unpacked(folder);
        String manuscript = Manuscript.of("Paid", SECTIONS);
        try (ProviderStub provider = ProviderStub.start()) {
            UUID job;
            try (ServiceProcess killed = start(program, provider)) {
                provider.answer(2);
                job = killed.api().replace("the-book", manuscript);
                killed.await(
                        "a request in flight",
                        WORK_LIMIT,
                        () -> provider.requests().size() == 3);
                killed.kill();
            }
            assertThat(provider.embedded()).hasSize(40);
            provider.answer(Integer.MAX_VALUE);

            try (ServiceProcess service = start(program, provider)) {
                JsonNode done = completed(service, job);
                int chunks = done.at("/progress/chunks").intValue();
                List<String> embedded = provider.embedded();
                assertThat(chunks).isGreaterThanOrEqualTo(SECTIONS);
                assertThat(embedded).hasSize(chunks).doesNotHaveDuplicates();
                assertThat(done.at("/attempt").intValue()).isEqualTo(2);
                long tokens = provider.requests().stream()
                        .filter(request -> request.status() == 200)
                        .mapToLong(ProviderStub.Request::tokens)
                        .sum();
                assertThat(done.at("/embedding/tokens").longValue()).isEqualTo(tokens);
                assertThat(done.at("/embedding/cost").doubleValue()).isEqualTo(tokens * 2 / 1e6);

                provider.forget();
                UUID next = service.api().replace("the-book", manuscript.replace("book 7 of", "volume 7 of"));
                int chunksOfTheNext =
                        completed(service, next).at("/progress/chunks").intValue();
                assertThat(chunksOfTheNext).isEqualTo(chunks);
                assertThat(provider.embedded()).singleElement().asString().contains("volume 7 of");
                System.out.printf(
                        "R29: %d chunks, worker killed after 40: embedded %d, twice 0; next version with 1 chunk changed:"
                                + " embedded %d%n",
                        chunks, embedded.size(), provider.embedded().size());
                assertThat(service.api().search("volume 7")).isNotEmpty();
            }
        }
    }

    private ServiceProcess start(Program program, ProviderStub provider) throws Exception {
        return ServiceProcess.start(
                program,
                folder.toRealPath().resolve("data"),
                "--dromedary.job.lease=5s",
                "--dromedary.work.renewal=1s",
                "--dromedary.provider.kind=openai",
                "--dromedary.provider.base-url=" + provider.baseUrl(),
                "--dromedary.provider.model=stub",
                "--dromedary.provider.dimensions=" + ProviderStub.DIMENSIONS,
                "--dromedary.provider.price-per-million-tokens=2",
                "--dromedary.governor.requests-per-minute=60000");
    }

    private static JsonNode completed(ServiceProcess service, UUID job) throws Exception {
        service.await("completion of " + job, WORK_LIMIT, () -> service.api().isCompleted(job));
        return service.api().job(job);
    }
}
