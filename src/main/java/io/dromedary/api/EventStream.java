package io.dromedary.api;

import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import io.dromedary.job.Progress;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One client that follows one job by events. Nothing is buffered for it: while the client does not read, nothing is
 * written, and afterwards it gets the events since the last one it was sent and the latest progress.
 */
final class EventStream implements JobWatcher {

    private final Outlet outlet;
    private final EventFrames frames;
    private final WatchProperties properties;
    private final Clock clock;
    private final Instant born;
    private Question question;
    private Progress shown = Progress.NONE;
    private String opening = EventFrames.OPENING;
    private Instant lastWrite;

    EventStream(Question question, Outlet outlet, EventFrames frames, WatchProperties properties, Clock clock) {
        this.question = question;
        this.outlet = outlet;
        this.frames = frames;
        this.properties = properties;
        this.clock = clock;
        this.born = clock.instant();
        this.lastWrite = born;
    }

    @Override
    public Question question() {
        return question;
    }

    @Override
    public void tell(@Nullable JobNews news) {
        if (news == null) {
            outlet.close();
            return;
        }
        String text = opening + frames.of(news, shown);
        if (text.isEmpty() || write(text)) {
            opening = "";
            shown = news.progress();
            news.events().forEach(event -> question = question.since(event));
            if (news.status().isFinal()) {
                outlet.close();
            }
        }
    }

    @Override
    public boolean pulse() {
        Instant now = clock.instant();
        if (now.isAfter(born.plus(properties.lifetime()))) {
            outlet.close();
        } else if (!now.isBefore(lastWrite.plus(properties.heartbeat()))) {
            write(EventFrames.HEARTBEAT);
        }
        return outlet.isOpen();
    }

    private boolean write(String text) {
        boolean written = outlet.write(text);
        if (written) {
            lastWrite = clock.instant();
        }
        return written;
    }

    @Override
    public void end() {
        outlet.close();
    }
}
