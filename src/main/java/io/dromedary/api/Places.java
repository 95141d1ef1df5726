package io.dromedary.api;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Bounds what goes on at once in this process. One tenant may have half of the places, so that a second one always
 * finds some. Thread-safe.
 */
final class Places {

    private final int max;
    private final int maxOfTenant;
    private final Map<UUID, Integer> taken = new HashMap<>();
    private int total;

    Places(int max) {
        this.max = max;
        this.maxOfTenant = (max + 1) / 2;
    }

    /** Takes a place, to be given back; false when there is none. */
    synchronized boolean take(UUID tenant) {
        int own = taken.getOrDefault(tenant, 0);
        if (total >= max || own >= maxOfTenant) {
            return false;
        }
        total++;
        taken.put(tenant, own + 1);
        return true;
    }

    synchronized void giveBack(UUID tenant) {
        total--;
        taken.computeIfPresent(tenant, (id, own) -> own > 1 ? own - 1 : null);
    }

    @Override
    public String toString() {
        return "%d places, %d of them for one tenant".formatted(max, maxOfTenant);
    }
}
