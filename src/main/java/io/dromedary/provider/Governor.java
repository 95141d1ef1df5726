package io.dromedary.provider;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.provider.ProviderAnswer.Outcome;
import io.dromedary.provider.ProviderLine.Place;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests when the provider takes them: each waits for its turn in the line of all workers, and what the
 * provider turned away waits again. Nobody waits longer than configured; then the job goes back to its own line.
 *
 * <p>How many batches this process has in flight follows the answers: one more with each that comes in time, a quarter
 * less with each that is late or refused (additive increase, multiplicative decrease).
 *
 * <p>Thread-safe.
 */
public final class Governor implements EmbeddingGovernor {

    private static final Logger LOG = LoggerFactory.getLogger(Governor.class);

    /** How often those who wait for an open line look. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** How long an answer may fail to come, counted in requests, while others get theirs. */
    private static final int SENDS = 3;

    /** How long a provider is left alone that does not accept our key; an operator has to act. */
    private static final Duration DENIED = Duration.ofMinutes(1);

    private static final double DECREASE = 0.75;

    private final EmbeddingProvider provider;
    private final ProviderLine line;
    private final GovernorProperties properties;
    private final AIMDLimit limit;
    private final ProviderMetrics metrics;
    private final AtomicInteger inFlight = new AtomicInteger();
    /** What the provider counted more than was asked for; the next request pays. */
    private final AtomicLong debt = new AtomicLong();

    Governor(
            EmbeddingProvider provider,
            ProviderLine line,
            GovernorProperties properties,
            int slots,
            Duration timeout,
            MeterRegistry registry) {
        this.provider = provider;
        this.line = line;
        this.properties = properties;
        this.limit = AIMDLimit.newBuilder()
                .initialLimit(slots)
                .minLimit(1)
                .maxLimit(slots)
                .backoffRatio(DECREASE)
                .timeout(timeout.toMillis() / 2, TimeUnit.MILLISECONDS)
                .build();
        this.metrics = new ProviderMetrics(registry, limit, inFlight);
    }

    @Override
    public void admit() {
        Duration closed = line.closedFor();
        if (closed.compareTo(properties.maxWait()) > 0) {
            throw busy(closed);
        }
    }

    @Override
    public int concurrency() {
        return limit.getLimit();
    }

    /**
     * Sends the texts as one request, again if need be.
     *
     * @param tokens of the texts, as far as we can tell
     * @return {@link Outcome#EMBEDDED} or {@link Outcome#UNACCEPTABLE}
     * @throws Failure.Transient {@link ErrorCode#PROVIDER_BUSY} when the provider takes no requests for longer than
     *     anybody waits, {@link ErrorCode#EMBEDDING_UNAVAILABLE} when it fails with these texts and not with others
     */
    public ProviderAnswer send(List<String> texts, long tokens, Purpose purpose) {
        long deadline = System.nanoTime() + maxWait(purpose).toNanos();
        for (int failures = 0; ; ) {
            Place place = awaitTurn(tokens, purpose, deadline);
            ProviderAnswer answer = exchange(texts, tokens, purpose);
            switch (answer.outcome()) {
                case EMBEDDED, UNACCEPTABLE -> {
                    line.succeeded(place);
                    return answer;
                }
                case LIMITED -> close(answer, answer.retryAfter());
                case DENIED -> {
                    LOG.error("{}: check dromedary.provider", answer.detail());
                    close(answer, DENIED);
                }
                case UNAVAILABLE -> {
                    if (line.failed()) {
                        LOG.warn("The embedding provider is left alone for a while: {}", answer.detail());
                        metrics.closed();
                    } else if (++failures == SENDS || isOver(deadline)) {
                        throw new Failure.Transient(ErrorCode.EMBEDDING_UNAVAILABLE, answer.detail());
                    }
                }
            }
            if (isOver(deadline)) {
                throw busy(line.closedFor());
            }
        }
    }

    private static boolean isOver(long deadline) {
        return deadline - System.nanoTime() < 0;
    }

    private void close(ProviderAnswer answer, @Nullable Duration pause) {
        LOG.info("{}: no requests for {}", answer.detail(), pause == null ? "a while" : pause);
        line.close(pause);
        metrics.closed();
    }

    private ProviderAnswer exchange(List<String> texts, long tokens, Purpose purpose) {
        long begin = System.nanoTime();
        int before = inFlight.getAndIncrement();
        try {
            ProviderAnswer answer = provider.embed(texts);
            long took = System.nanoTime() - begin;
            boolean dropped = answer.outcome() == Outcome.LIMITED || answer.outcome() == Outcome.UNAVAILABLE;
            limit.onSample(begin, took, before + 1, dropped);
            metrics.answered(answer, purpose, Duration.ofNanos(took));
            if (answer.tokens() > 0) {
                debt.addAndGet(answer.tokens() - tokens);
            }
            return answer;
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Place awaitTurn(long tokens, Purpose purpose, long deadline) {
        long begin = System.nanoTime();
        long price = Math.max(0, tokens + debt.getAndSet(0));
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Optional<Place> place = purpose == Purpose.QUERY ? line.overtake(price) : Optional.empty();
            if (place.isEmpty()) {
                place = line.enter(price, left);
            }
            if (place.isEmpty()) {
                sleep(lookAgain(left));
            } else if (isTurn(place.get())) {
                metrics.waited(purpose, Duration.ofNanos(System.nanoTime() - begin));
                return place.get();
            }
        }
    }

    private boolean isTurn(Place place) {
        if (place.delay().isZero()) {
            return true;
        }
        sleep(place.delay());
        return line.isGood(place);
    }

    /** @throws Failure.Transient when that would be too late */
    private Duration lookAgain(Duration left) {
        Duration closed = line.closedFor();
        if (left.isZero() || closed.compareTo(left) > 0) {
            throw busy(closed);
        }
        return LOOK.plusMillis(ThreadLocalRandom.current().nextLong(LOOK.toMillis() / 4));
    }

    private Failure busy(Duration wait) {
        metrics.closed();
        Duration atLeast = wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
        return new Failure.Transient(
                ErrorCode.PROVIDER_BUSY,
                "The embedding provider takes no more requests for %d s".formatted(atLeast.toSeconds()),
                atLeast);
    }

    private Duration maxWait(Purpose purpose) {
        return purpose == Purpose.QUERY ? properties.maxQueryWait() : properties.maxWait();
    }

    private static void sleep(Duration wait) {
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure.Transient(ErrorCode.EMBEDDING_UNAVAILABLE, "The embedding was interrupted", e);
        }
    }
}
