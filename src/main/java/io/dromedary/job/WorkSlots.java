package io.dromedary.job;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps this process from working on more documents at once than it has slots. The consumers of the queue are as many,
 * but a broker that loses patience with a long job closes its consumer, and sends the one that takes its place another
 * job while the long one goes on. Thread-safe.
 */
@Component
public class WorkSlots {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Leases leases;
    private final DueJobs dueJobs;
    private final Duration patience;
    private final Semaphore free;

    /** The attempts that hold a slot. */
    private final Set<Claim> held = ConcurrentHashMap.newKeySet();

    @Autowired
    WorkSlots(Leases leases, DueJobs dueJobs, @Value("${dromedary.work.slots}") int slots) {
        this(leases, dueJobs, slots, PATIENCE);
    }

    WorkSlots(Leases leases, DueJobs dueJobs, int slots, Duration patience) {
        this.leases = leases;
        this.dueJobs = dueJobs;
        this.patience = patience;
        this.free = new Semaphore(slots);
    }

    /**
     * Claims a job that was handed out; without a free slot it goes back in line, for another process.
     *
     * @return null when there is nothing to do here
     */
    public @Nullable Claim claim(UUID jobId) {
        if (!takeSlot()) {
            dueJobs.takeBack(List.of(jobId));
            return null;
        }
        Claim claim = null;
        try {
            claim = leases.claim(jobId);
            return claim;
        } finally {
            if (claim == null) {
                free.release();
            } else {
                held.add(claim);
            }
        }
    }

    /** Ends the work for a claim, however it went. */
    public void letGo(Claim claim) {
        leases.letGo(claim);
        if (held.remove(claim)) {
            free.release();
        }
    }

    private boolean takeSlot() {
        try {
            return free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
