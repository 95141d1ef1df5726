package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.job.JobEvent;
import io.dromedary.job.JobNews;
import io.dromedary.job.JobStatus;
import io.dromedary.job.Progress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;

class EventFramesTest {

    private static final Instant AT = Instant.parse("2025-11-03T09:00:00.5Z");
    private static final Progress SOME = new Progress(3, 40, 3977);

    private final ObjectMapper json = Jackson2ObjectMapperBuilder.json()
            .featuresToDisable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private final EventFrames frames = new EventFrames(json);

    @Test
    void aChangeOfStatusHasTheIdToGoOnFrom() {
        assertThat(frames.of(news(JobStatus.RUNNING, Progress.NONE, event(12, JobStatus.RUNNING, null)), Progress.NONE))
                .isEqualTo("""
                        id: 12
                        event: status
                        data: {"status":"running","attempt":1,"cause":null,"at":"2025-11-03T09:00:00.500Z"}

                        """);
    }

    @Test
    void progressHasNoId() {
        assertThat(frames.of(news(JobStatus.RUNNING, SOME), Progress.NONE)).isEqualTo("""
                        event: progress
                        data: {"stage":"embedding","attempt":1,"pages":3,"chunks":40,"tokens":3977}

                        """);
    }

    @Test
    void progressThatTheClientHasSeenIsNotRepeated() {
        assertThat(frames.of(news(JobStatus.RUNNING, SOME), SOME)).isEmpty();
    }

    @Test
    void theFinalStatusComesAfterTheLastProgress() {
        String text = frames.of(
                news(
                        JobStatus.COMPLETED,
                        SOME,
                        event(12, JobStatus.RUNNING, null),
                        event(13, JobStatus.COMPLETED, null)),
                Progress.NONE);
        assertThat(text.lines().filter(line -> line.startsWith("event") || line.startsWith("id")))
                .containsExactly("id: 12", "event: status", "event: progress", "id: 13", "event: status");
    }

    @Test
    void everyFrameIsOneLineOfData() {
        String text = frames.of(
                news(JobStatus.QUEUED, Progress.NONE, event(12, JobStatus.QUEUED, "a\nb\r\n\ndata: c")), Progress.NONE);
        assertThat(text.lines().filter(line -> line.startsWith("data"))).hasSize(1);
        assertThat(text).endsWith("}\n\n").doesNotContain("\r");
    }

    private static JobEvent event(long id, JobStatus status, @Nullable String cause) {
        return new JobEvent(id, AT, status, 1, cause);
    }

    private static JobNews news(JobStatus status, Progress progress, JobEvent... events) {
        return new JobNews(status, "embedding", 1, progress, List.of(events));
    }
}
