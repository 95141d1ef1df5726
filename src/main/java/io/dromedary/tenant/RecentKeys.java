package io.dromedary.tenant;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.commons.codec.binary.Hex;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The API keys that were found valid within the last second, so that the ledger is asked once a second for the key of a
 * busy client and not with every request. What ends a key here is forgotten at once; other processes notice it within
 * {@link #LIFETIME}. Holds hashes, and only of valid keys. Thread-safe.
 */
@Component
class RecentKeys {

    static final Duration LIFETIME = Duration.ofSeconds(1);

    /** Far more than are in use at once; then it begins anew. */
    private static final int MAX_KEYS = 10_000;

    private final Map<String, Known> keys = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    @Autowired
    RecentKeys() {
        this(System::nanoTime);
    }

    RecentKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Known(Tenant tenant, long since, long lifetime) {}

    /** The tenant of a key; null for one that has to be looked up. */
    @Nullable
    Tenant tenant(BearerToken token) {
        Known known = keys.get(name(token));
        return known == null || nanoTime.getAsLong() - known.since() >= known.lifetime() ? null : known.tenant();
    }

    /**
     * Remembers a key.
     *
     * @param validFor how long it lasts at least
     */
    void remember(BearerToken token, Tenant tenant, Duration validFor) {
        if (keys.size() >= MAX_KEYS) {
            keys.clear();
        }
        Duration lifetime = validFor.compareTo(LIFETIME) < 0 ? validFor : LIFETIME;
        keys.put(name(token), new Known(tenant, nanoTime.getAsLong(), lifetime.toNanos()));
    }

    /** Has every key looked up again, once the present transaction is over. */
    void forgetAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                keys.clear();
            }
        });
    }

    private static String name(BearerToken token) {
        return Hex.encodeHexString(token.hash());
    }
}
