package io.dromedary.api;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.JobHistory;
import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import io.dromedary.job.JobViews;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The streams of events that this process keeps open, as many as it is allowed to. No thread waits. Thread-safe. */
public class EventStreams {

    private static final Pattern EVENT_ID = Pattern.compile("\\d{1,18}");

    /** The one answer after which a client does not connect again. */
    private static final LongAnswer NOTHING_MORE =
            (request, response) -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);

    private final JobHistory history;
    private final JobWatch watch;
    private final EventFrames frames;
    private final WatchProperties properties;
    private final Clock clock;
    private final Semaphore places;

    EventStreams(JobHistory history, JobWatch watch, EventFrames frames, WatchProperties properties, Clock clock) {
        this.history = history;
        this.watch = watch;
        this.frames = frames;
        this.properties = properties;
        this.clock = clock;
        this.places = new Semaphore(properties.streams());
    }

    /**
     * Answers with the events of a job; the last step of a route, since the answer holds a place until it ends.
     *
     * @param lastEventId the header {@code Last-Event-ID}
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown job and another tenant's alike,
     *     {@link ErrorCode#INVALID_REQUEST} for what is no id of an event
     * @throws Failure.Transient {@link ErrorCode#TOO_MANY_FOLLOWERS}
     */
    public LongAnswer follow(UUID tenantId, String jobId, @Nullable String lastEventId) {
        Question question = new Question(tenantId, JobViews.parseId(jobId), eventId(lastEventId));
        JobNews news = history.news(question);
        if (news == null) {
            throw JobViews.notFound();
        }
        if (news.status().isFinal() && news.events().isEmpty()) {
            return NOTHING_MORE;
        }
        if (!places.tryAcquire()) {
            throw new Failure.Transient(
                    ErrorCode.TOO_MANY_FOLLOWERS, "This process keeps %d streams open".formatted(properties.streams()));
        }
        return (request, response) -> open(request, response, question);
    }

    private static long eventId(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return 0;
        }
        if (!EVENT_ID.matcher(header).matches()) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "Last-Event-ID must be the id of an event");
        }
        return Long.parseLong(header);
    }

    private void open(HttpServletRequest request, HttpServletResponse response, Question question) throws IOException {
        ServletOutlet outlet;
        try {
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-cache");
            // nginx would collect events before it passes them on.
            response.setHeader("X-Accel-Buffering", "no");
            outlet = new ServletOutlet(
                    request.startAsync(), response.getOutputStream(), watch::lookSoon, places::release);
        } catch (IOException | RuntimeException e) {
            places.release();
            throw e;
        }
        outlet.open();
        watch.add(new EventStream(question, outlet, frames, properties, clock));
    }
}
