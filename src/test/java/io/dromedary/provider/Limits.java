package io.dromedary.provider;

import io.dromedary.provider.ProviderStub.Refusal;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiFunction;

/** How providers count. */
public final class Limits {

    private static final Refusal SOON = new Refusal(429, "1");

    private Limits() {}

    /** Buckets that are refilled all the time and hold two seconds' worth: less than any provider allows. */
    public static BiFunction<Long, Long, Refusal> buckets(int requestsPerMinute, int tokensPerMinute) {
        Bucket requests = bucket(requestsPerMinute);
        Bucket tokens = bucket(tokensPerMinute);
        return (at, count) -> {
            if (requests.getAvailableTokens() < 1 || tokens.getAvailableTokens() < count) {
                return SOON;
            }
            requests.tryConsume(1);
            tokens.tryConsume(count);
            return Refusal.NONE;
        };
    }

    private static Bucket bucket(int perMinute) {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(Math.max(1, perMinute / 30))
                        .refillGreedy(perMinute, Duration.ofMinutes(1))
                        .build())
                .build();
    }

    /** A minute that slides: no more in any sixty seconds, wherever they begin. */
    public static BiFunction<Long, Long, Refusal> slidingMinute(int requestsPerMinute, int tokensPerMinute) {
        Deque<long[]> admitted = new ArrayDeque<>();
        return (at, count) -> {
            while (!admitted.isEmpty()
                    && admitted.peek()[0] <= at - Duration.ofMinutes(1).toNanos()) {
                admitted.remove();
            }
            long tokens = admitted.stream().mapToLong(request -> request[1]).sum();
            if (admitted.size() >= requestsPerMinute || tokens + count > tokensPerMinute) {
                return SOON;
            }
            admitted.add(new long[] {at, count});
            return Refusal.NONE;
        };
    }

    /** Refuses everything until a time, and everybody is told to stay away for so long. */
    public static BiFunction<Long, Long, Refusal> stormUntil(
            long end, Duration retryAfter, BiFunction<Long, Long, Refusal> then) {
        return (at, count) ->
                at - end < 0 ? new Refusal(429, Long.toString(retryAfter.toSeconds())) : then.apply(at, count);
    }
}
