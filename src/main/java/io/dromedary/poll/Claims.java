package io.dromedary.poll;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The sources of one place that this process holds, at most so many at once. What is released without being forgotten
 * or postponed has failed: it is left alone for a while, and the whole place rests for a moment, longer with each
 * failure in a row, so that an outage is not met by trying one source after the other.
 */
final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** The longest rest is the shortest one, doubled so often. */
    private static final int MAX_DOUBLINGS = 3;

    private final ClaimLedger ledger;
    private final String place;
    private final int limit;
    private final LongSupplier nanos;
    private final Map<String, Long> held = new ConcurrentHashMap<>();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile long restUntil;

    Claims(ClaimLedger ledger, String place, int limit, LongSupplier nanos) {
        this.ledger = ledger;
        this.place = place;
        this.limit = limit;
        this.nanos = nanos;
        this.restUntil = nanos.getAsLong();
    }

    /** Whether nothing should be tried now. */
    boolean isResting() {
        return restUntil - nanos.getAsLong() > 0;
    }

    /** Whether this process may take the source now. */
    boolean take(String path) {
        long now = nanos.getAsLong();
        // A poller that fails between taking and processing never releases.
        held.values().removeIf(until -> until - now < 0);
        if (isResting() || held.size() >= limit || !ledger.take(id(path))) {
            return false;
        }
        held.put(path, now + ledger.properties().lease().toNanos());
        return true;
    }

    /** The source is out of the way. */
    void forget(String path) {
        failuresInARow.set(0);
        end(path, () -> ledger.forget(id(path)));
    }

    /** The source is left alone for a while, for a reason that does not concern the others. */
    void postpone(String path) {
        end(path, () -> ledger.postpone(id(path)));
    }

    /** The source is no longer worked on; of no effect when it was forgotten or postponed. */
    void release(String path) {
        if (held.containsKey(path)) {
            int doublings = Math.min(failuresInARow.getAndIncrement(), MAX_DOUBLINGS);
            restUntil = nanos.getAsLong() + (ledger.properties().backoff().toNanos() << doublings);
        }
        postpone(path);
    }

    private void end(String path, Runnable entry) {
        if (held.remove(path) == null) {
            return;
        }
        try {
            entry.run();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The claim on source {} ends with its lease", SourceName.hashed(path), e);
        }
    }

    private byte[] id(String path) {
        return DigestUtils.sha256(place + "\n" + path);
    }
}
