package io.dromedary.tenant;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts the requests of each tenant against its rate: a token bucket that holds the requests of a minute and fills
 * evenly. Lives in the memory of this process; thread-safe.
 */
@Component
public class RequestRates {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final RateProperties properties;
    private final TimeMeter time;
    private final Map<UUID, Bucket> buckets = new ConcurrentHashMap<>();

    @Autowired
    RequestRates(RateProperties properties) {
        this(properties, TimeMeter.SYSTEM_NANOTIME);
    }

    RequestRates(RateProperties properties, TimeMeter time) {
        this.properties = properties;
        this.time = time;
    }

    /** Counts a request; one over the rate is not counted. */
    public RequestRate count(Tenant tenant) {
        ConsumptionProbe probe =
                buckets.computeIfAbsent(tenant.id(), id -> newBucket()).tryConsumeAndReturnRemaining(1);
        return new RequestRate(
                properties.requestsPerMinute(),
                WINDOW,
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForReset()),
                Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /**
     * Lets a counted request pass.
     *
     * @throws Failure.Transient {@link ErrorCode#RATE_LIMITED}
     */
    public void admit(RequestRate rate) {
        if (!rate.pause().isZero()) {
            throw new Failure.Transient(
                    ErrorCode.RATE_LIMITED,
                    "A tenant may send %d requests in %d seconds"
                            .formatted(rate.limit(), rate.window().toSeconds()),
                    rate.pause());
        }
    }

    private Bucket newBucket() {
        int requests = properties.requestsPerMinute();
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(requests).refillGreedy(requests, WINDOW))
                .build();
    }
}
