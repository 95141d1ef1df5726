package io.dromedary.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.job.JobEvent;
import io.dromedary.job.JobNews;
import io.dromedary.job.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Words events as a stream ({@code text/event-stream}). Only changes of status have an id, so a client that connects
 * again asks for what it missed of them, and gets the latest progress anyway. Pure.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the specification</a>
 */
@Component
class EventFrames {

    /** What every stream begins with: how many milliseconds the client waits before it connects again. */
    static final String OPENING = "retry: 2000\n\n";

    /** A comment, which clients ignore. */
    static final String HEARTBEAT = ":\n\n";

    private final ObjectMapper json;

    EventFrames(ObjectMapper json) {
        this.json = json;
    }

    private record Status(
            String status, int attempt, @Nullable String cause, Instant at) {}

    private record Advance(String stage, int attempt, int pages, int chunks, long tokens) {}

    /**
     * Words what is new; the event of a final status comes last.
     *
     * @param shown the progress that the client has seen
     * @return empty when there is nothing new
     */
    String of(JobNews news, Progress shown) {
        StringBuilder frames = new StringBuilder();
        news.events().stream()
                .filter(event -> !event.status().isFinal())
                .forEach(event -> frames.append(status(event)));
        if (!news.progress().equals(shown)) {
            frames.append(progress(news));
        }
        news.events().stream().filter(event -> event.status().isFinal()).forEach(event -> frames.append(status(event)));
        return frames.toString();
    }

    private String status(JobEvent event) {
        return "id: %d\nevent: status\ndata: %s\n\n"
                .formatted(
                        event.id(),
                        data(new Status(event.status().code(), event.attempt(), event.cause(), event.at())));
    }

    private String progress(JobNews news) {
        Progress progress = news.progress();
        return "event: progress\ndata: %s\n\n"
                .formatted(data(new Advance(
                        news.stage(), news.attempt(), progress.pages(), progress.chunks(), progress.tokens())));
    }

    /** One line: JSON escapes line ends. */
    private String data(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
