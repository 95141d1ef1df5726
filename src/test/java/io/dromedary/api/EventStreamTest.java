package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.dromedary.job.JobEvent;
import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import io.dromedary.job.JobStatus;
import io.dromedary.job.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private static final WatchProperties PROPERTIES =
            new WatchProperties(Duration.ofMillis(500), 2, 2, Duration.ofSeconds(15), Duration.ofHours(1));

    private final Client client = new Client();
    private final MovedClock clock = new MovedClock();
    private boolean keyIsValid = true;
    private final EventStream stream = new EventStream(
            new Question(UUID.randomUUID(), UUID.randomUUID(), 0),
            client,
            new EventFrames(JsonMapper.builder().addModule(new JavaTimeModule()).build()),
            PROPERTIES,
            clock,
            () -> keyIsValid);

    @Test
    void opensTheStreamBeforeThereIsAnythingNew() {
        stream.tell(news(JobStatus.QUEUED));
        assertThat(client.read()).isEqualTo(EventFrames.OPENING);
    }

    @Test
    void asksForWhatComesAfterTheLastEventThatWasWritten() {
        stream.tell(news(JobStatus.RUNNING, event(4, JobStatus.QUEUED), event(7, JobStatus.RUNNING)));
        assertThat(stream.question().after()).isEqualTo(7);
        assertThat(client.read()).startsWith(EventFrames.OPENING).contains("id: 4\n", "id: 7\n");
    }

    @Test
    void asksAgainForWhatTheClientWasTooSlowToRead() {
        client.reads = false;
        stream.tell(news(JobStatus.RUNNING, event(7, JobStatus.RUNNING)));
        assertThat(stream.question().after()).isZero();
        client.reads = true;
        stream.tell(news(JobStatus.COMPLETED, event(7, JobStatus.RUNNING), event(9, JobStatus.COMPLETED)));
        assertThat(client.read()).containsOnlyOnce("id: 7\n").containsOnlyOnce("id: 9\n");
    }

    @Test
    void endsAfterTheFinalStatusAndNotBeforeItIsWritten() {
        client.reads = false;
        stream.tell(news(JobStatus.CANCELLED, event(9, JobStatus.CANCELLED)));
        assertThat(stream.pulse()).isTrue();
        client.reads = true;
        stream.tell(news(JobStatus.CANCELLED, event(9, JobStatus.CANCELLED)));
        assertThat(stream.pulse()).isFalse();
    }

    @Test
    void endsWhenTheJobIsGone() {
        stream.tell(null);
        assertThat(stream.pulse()).isFalse();
    }

    @Test
    void isNeverSilentForLongerThanTheHeartbeat() {
        stream.tell(news(JobStatus.QUEUED));
        client.read();
        clock.pass(Duration.ofSeconds(14));
        stream.pulse();
        assertThat(client.read()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        stream.pulse();
        assertThat(client.read()).isEqualTo(EventFrames.HEARTBEAT);
        stream.pulse();
        assertThat(client.read()).isEmpty();
    }

    @Test
    void endsAfterItsLifetime() {
        clock.pass(Duration.ofHours(1));
        assertThat(stream.pulse()).isTrue();
        clock.pass(Duration.ofMillis(1));
        assertThat(stream.pulse()).isFalse();
    }

    @Test
    void endsWithinAMinuteAfterItsKey() {
        clock.pass(Duration.ofSeconds(50));
        assertThat(stream.pulse()).isTrue();
        keyIsValid = false;
        clock.pass(Duration.ofSeconds(29));
        assertThat(stream.pulse()).as("nobody looks at the key all the time").isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(stream.pulse()).isFalse();
    }

    private static JobEvent event(long id, JobStatus status) {
        return new JobEvent(id, Instant.EPOCH, status, 1, null);
    }

    private static JobNews news(JobStatus status, JobEvent... events) {
        return new JobNews(status, "embedding", 1, Progress.NONE, List.of(events));
    }

    /** Reads, or does not. */
    private static final class Client implements Outlet {

        private final StringBuilder text = new StringBuilder();
        private boolean reads = true;
        private boolean open = true;

        @Override
        public boolean write(String more) {
            if (reads) {
                text.append(more);
            }
            return reads;
        }

        @Override
        public void close() {
            open = false;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        String read() {
            String all = text.toString();
            text.setLength(0);
            return all;
        }
    }

    private static final class MovedClock extends Clock {

        private Instant now = Instant.EPOCH;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
