package io.dromedary.passthrough;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part on its way: the tries so far, and what became of the last. Used by one thread. */
public final class PartDelivery {

    /** Before the second try and those after it; longer outages wait in line and not on a worker. */
    static final List<Duration> WAITS = List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    private final Result result;
    private final ResultPart part;
    private int tries;
    private boolean received;
    private @Nullable RuntimeException refusal;
    private @Nullable Duration wish;

    PartDelivery(Result result, ResultPart part) {
        this.result = result;
        this.part = part;
    }

    /** Whether it is to be tried, for the first time or again. */
    public boolean isOpen() {
        return !received && refusal == null && tries <= WAITS.size();
    }

    Result result() {
        return result;
    }

    ResultPart part() {
        return part;
    }

    /** Counts a try and tells how long to wait before it. */
    Duration nextTry() {
        tries++;
        return tries == 1 ? Duration.ZERO : WAITS.get(tries - 2);
    }

    void received() {
        received = true;
    }

    /** No other try would fare better. */
    void refused(RuntimeException failure) {
        refusal = failure;
    }

    /** The receiver asks to be left alone for so long; a long wish ends the tries. */
    void notNow(@Nullable Duration wait) {
        wish = wait;
        if (wait != null && wait.compareTo(WAITS.get(WAITS.size() - 1)) > 0) {
            tries = WAITS.size() + 1;
        }
    }

    boolean isReceived() {
        return received;
    }

    @Nullable
    RuntimeException refusal() {
        return refusal;
    }

    @Nullable
    Duration wish() {
        return wish;
    }
}
