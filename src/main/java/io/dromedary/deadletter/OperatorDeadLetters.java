package io.dromedary.deadletter;

import io.dromedary.ledger.AcrossTenants;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The dead letters of all tenants, for operators: as {@link DeadLetters} and {@link Replays} say. */
@Component
@AcrossTenants
public class OperatorDeadLetters {

    private final DeadLetters letters;
    private final Replays replays;

    OperatorDeadLetters(DeadLetters letters, Replays replays) {
        this.letters = letters;
        this.replays = replays;
    }

    public DeadLetterPage page(@Nullable String query) {
        return letters.page(null, query);
    }

    public Evidence show(String jobId) {
        return letters.show(null, jobId);
    }

    public Replays.Replayed replay(String jobId) {
        return replays.replay(null, jobId);
    }

    public Replays.Summary replayAll(@Nullable InputStream body) {
        return replays.replayAll(null, body);
    }

    /**
     * As the order without a body, at another rate.
     *
     * @param perMinute how many of them become due in a minute, 1 to 60,000
     */
    public Replays.Summary replayAll(int perMinute) {
        return replays.replayAll(null, ReplayOrder.ofAll(perMinute));
    }

    public long count() {
        return letters.count();
    }

    public Replays.Discarded discard(String jobId) {
        return replays.discard(null, jobId);
    }
}
