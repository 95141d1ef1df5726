package io.dromedary.api;

import io.dromedary.job.JobHistory.Question;
import io.dromedary.job.JobNews;
import io.dromedary.job.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client that follows one job by events. Nothing is buffered for it: while the client does not read, nothing is
 * written, and afterwards it gets the events since the last one it was sent and the latest progress.
 */
final class EventStream implements JobWatcher {

    /** Between two looks at the key that the client showed. */
    private static final Duration KEY_CHECK = Duration.ofSeconds(30);

    private final Outlet outlet;
    private final EventFrames frames;
    private final WatchProperties properties;
    private final Clock clock;
    private final BooleanSupplier mayGoOn;
    private final Instant born;
    private Question question;
    private Progress shown = Progress.NONE;
    private String opening = EventFrames.OPENING;
    private Instant lastWrite;
    private Instant lastCheck;

    EventStream(
            Question question,
            Outlet outlet,
            EventFrames frames,
            WatchProperties properties,
            Clock clock,
            BooleanSupplier mayGoOn) {
        this.question = question;
        this.outlet = outlet;
        this.frames = frames;
        this.properties = properties;
        this.clock = clock;
        this.born = clock.instant();
        this.mayGoOn = mayGoOn;
        this.lastWrite = born;
        this.lastCheck = born;
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
        if (now.isAfter(born.plus(properties.lifetime())) || !isAllowed(now)) {
            outlet.close();
        } else if (!now.isBefore(lastWrite.plus(properties.heartbeat()))) {
            write(EventFrames.HEARTBEAT);
        }
        return outlet.isOpen();
    }

    private boolean isAllowed(Instant now) {
        if (now.isBefore(lastCheck.plus(KEY_CHECK))) {
            return true;
        }
        lastCheck = now;
        return mayGoOn.getAsBoolean();
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
