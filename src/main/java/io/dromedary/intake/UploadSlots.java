package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Bounds how many uploads are in progress, for each holds a thread while its client sends: whatever the clients do,
 * some threads stay free. One tenant may have half of the slots, so that a second one always finds some. A burst may
 * wait a moment for slots; as that holds threads too, only half as many may wait as there are slots. Thread-safe.
 */
@Component
class UploadSlots {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final int max;
    private final long patienceNanos;
    private final Map<UUID, Integer> taken = new HashMap<>();
    private int total;
    private int waiting;

    @Autowired
    UploadSlots(IntakeProperties properties) {
        this(properties.maxUploads(), PATIENCE);
    }

    UploadSlots(int max, Duration patience) {
        this.max = max;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Takes a slot, to be given back.
     *
     * @throws Failure.Transient {@link ErrorCode#TOO_MANY_UPLOADS}
     */
    synchronized void take(UUID tenant) {
        if (isFull(tenant)) {
            awaitSlot(tenant);
        }
        total++;
        taken.merge(tenant, 1, Integer::sum);
    }

    private boolean isFull(UUID tenant) {
        return total >= max || taken.getOrDefault(tenant, 0) >= max / 2;
    }

    private synchronized void awaitSlot(UUID tenant) {
        long deadline = System.nanoTime() + patienceNanos;
        boolean mayWait = waiting < max / 2;
        waiting++;
        try {
            while (isFull(tenant)) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (!mayWait || millis <= 0) {
                    throw full(tenant);
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full(tenant);
        } finally {
            waiting--;
        }
    }

    private Failure full(UUID tenant) {
        return new Failure.Transient(
                ErrorCode.TOO_MANY_UPLOADS,
                "%d uploads are in progress, %d of them yours".formatted(total, taken.getOrDefault(tenant, 0)));
    }

    synchronized void giveBack(UUID tenant) {
        total--;
        taken.computeIfPresent(tenant, (id, own) -> own > 1 ? own - 1 : null);
        notifyAll();
    }
}
