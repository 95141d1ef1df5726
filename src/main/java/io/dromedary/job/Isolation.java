package io.dromedary.job;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Keeps innocent jobs from being set aside for the deeds of a neighbour. Jobs work side by side, except one whose
 * worker vanished before and whose last attempt this is: it works alone in its process, so that if the worker vanishes
 * again, it was this document. Whoever waits to be alone goes before those that come later. Thread-safe.
 */
@Component
class Isolation {

    private final Set<UUID> inside = new HashSet<>();
    private int waiting;
    private boolean closed;

    /** Waits until the job may begin; an interrupt makes it fail. */
    synchronized void enter(UUID jobId, boolean alone) {
        try {
            if (alone) {
                awaitEmptiness();
            } else {
                while (closed || waiting > 0) {
                    wait();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before the work began", e);
        }
        closed = alone;
        inside.add(jobId);
    }

    private void awaitEmptiness() throws InterruptedException {
        waiting++;
        try {
            while (!inside.isEmpty()) {
                wait();
            }
        } finally {
            waiting--;
            notifyAll();
        }
    }

    /** The job is over, or never began. */
    synchronized void leave(UUID jobId) {
        if (inside.remove(jobId)) {
            closed = false;
            notifyAll();
        }
    }
}
