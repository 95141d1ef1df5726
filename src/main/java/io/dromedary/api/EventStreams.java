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
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

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
    private final KeyCheck keys;
    private final Places places;

    EventStreams(
            JobHistory history,
            JobWatch watch,
            EventFrames frames,
            WatchProperties properties,
            Clock clock,
            KeyCheck keys) {
        this.history = history;
        this.watch = watch;
        this.frames = frames;
        this.properties = properties;
        this.clock = clock;
        this.keys = keys;
        this.places = new Places(properties.streams());
    }

    /**
     * Answers with the events of a job; the last step of a route, since the answer holds a place until it ends.
     *
     * @param lastEventId the header {@code Last-Event-ID}
     * @param authorization the header of that name: the stream ends soon after its key
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown job and another tenant's alike,
     *     {@link ErrorCode#INVALID_REQUEST} for what is no id of an event
     * @throws Failure.Transient {@link ErrorCode#TOO_MANY_FOLLOWERS}
     */
    public LongAnswer follow(
            UUID tenantId, String jobId, @Nullable String lastEventId, @Nullable String authorization) {
        Question question = new Question(tenantId, JobViews.parseId(jobId), eventId(lastEventId));
        JobNews news = history.news(question);
        if (news == null) {
            throw JobViews.notFound();
        }
        if (news.status().isFinal() && news.events().isEmpty()) {
            return NOTHING_MORE;
        }
        if (!places.take(tenantId)) {
            throw new Failure.Transient(ErrorCode.TOO_MANY_FOLLOWERS, "This process has streams for " + places);
        }
        return (request, response) -> open(request, response, question, () -> mayGoOn(authorization));
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

    /** A ledger that does not answer has no news either. */
    private boolean mayGoOn(@Nullable String authorization) {
        try {
            return keys.isValid(authorization);
        } catch (DataAccessException e) {
            return true;
        }
    }

    private void open(
            HttpServletRequest request, HttpServletResponse response, Question question, BooleanSupplier mayGoOn)
            throws IOException {
        UUID tenant = question.tenantId();
        ServletOutlet outlet;
        try {
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-cache");
            // nginx would collect events before it passes them on.
            response.setHeader("X-Accel-Buffering", "no");
            outlet = new ServletOutlet(
                    request.startAsync(), response.getOutputStream(), watch::lookSoon, () -> places.giveBack(tenant));
        } catch (IOException | RuntimeException e) {
            places.giveBack(tenant);
            throw e;
        }
        outlet.open();
        watch.add(new EventStream(question, outlet, frames, properties, clock, mayGoOn));
    }
}
