package io.dromedary.provider;

import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The line in front of a provider, shared by all workers through one row of the ledger, by whose clock all of it runs.
 *
 * <p>The budgets are two virtual schedules (GCRA, the leaky bucket as a meter of ITU-T I.371): each request moves the
 * time of the next one on by what it takes of a minute, so that it learns from one statement when its turn is. An idle
 * second may be made up for, no more: a provider that counts by a sliding minute is never asked for more than it gives.
 *
 * <p>A provider that has had enough, or is down, closes the line for all. When the time is over, one request tries
 * again while the others wait; its success opens the line, anything else closes it again. Each closing voids the places
 * that were taken before it.
 *
 * <p>Thread-safe.
 */
final class ProviderLine {

    /** What may be made up for. */
    private static final double BURST_SECONDS = 1;

    /** Likewise for the few queries. */
    private static final double QUERY_BURST_SECONDS = 30;

    /** Of the budget; the rest is for requests that are late on their way and then come together. */
    private static final double USED = 0.96;

    /** Failures without a success between them, of all workers, that close the line. */
    private static final int PATIENCE = 3;

    private final JdbcClient jdbc;
    private final String provider;
    private final GovernorProperties budget;
    private final Duration probeTime;

    /** @param probeTime how long a request may take until it counts as lost with its worker */
    ProviderLine(JdbcClient jdbc, String provider, GovernorProperties budget, Duration probeTime) {
        this.jdbc = jdbc;
        this.provider = provider;
        this.budget = budget;
        this.probeTime = probeTime;
    }

    /**
     * A place in the line.
     *
     * @param delay until its turn
     * @param probe whether it tries for all the others
     * @param failures that came before it
     * @param line the closings so far
     */
    record Place(Duration delay, boolean probe, int failures, int line) {}

    /**
     * Takes a place.
     *
     * @param patience the longest wait that is worth it
     * @return empty when the line is closed or longer than that; nothing was taken
     */
    Optional<Place> enter(long tokens, Duration patience) {
        return jdbc.sql("""
                        update provider_line
                        set requests_at = greatest(requests_at, now() - make_interval(secs => :burst))
                                          + make_interval(secs => :request),
                            tokens_at = greatest(tokens_at, now() - make_interval(secs => :burst))
                                        + make_interval(secs => :tokens),
                            probing_until = case when closed_until is not null
                                            then now() + make_interval(secs => :probe) end
                        where provider = :provider
                          and (closed_until is null or greatest(closed_until, probing_until) <= now())
                          and greatest(requests_at, tokens_at) <= now() + make_interval(secs => :patience)
                        returning extract(epoch from greatest(
                                      requests_at - make_interval(secs => :request),
                                      tokens_at - make_interval(secs => :tokens)) - now())::float8 as wait,
                                  closed_until is not null as probe, failures, line""")
                .param("provider", provider)
                .param("burst", BURST_SECONDS)
                .param("request", requestSeconds())
                .param("tokens", tokenSeconds(tokens))
                .param("probe", seconds(probeTime))
                .param("patience", seconds(patience))
                .query((row, n) -> new Place(
                        duration(row.getDouble("wait")),
                        row.getBoolean("probe"),
                        row.getInt("failures"),
                        row.getInt("line")))
                .optional();
    }

    /** Takes a place before all others, out of the share of the queries; empty when that is used up. */
    Optional<Place> overtake(long tokens) {
        return jdbc.sql("""
                        update provider_line
                        set queries_at = greatest(queries_at, now() - make_interval(secs => :burst))
                                         + make_interval(secs => :query),
                            requests_at = greatest(requests_at, now()) + make_interval(secs => :request),
                            tokens_at = greatest(tokens_at, now()) + make_interval(secs => :tokens)
                        where provider = :provider and closed_until is null and queries_at <= now()
                        returning failures, line""")
                .param("provider", provider)
                .param("burst", QUERY_BURST_SECONDS)
                .param("query", requestSeconds() / budget.queryShare())
                .param("request", requestSeconds())
                .param("tokens", tokenSeconds(tokens))
                .query((row, n) -> new Place(Duration.ZERO, false, row.getInt("failures"), row.getInt("line")))
                .optional();
    }

    /** Whether a place is still good: a closing since then voids it. */
    boolean isGood(Place place) {
        return jdbc.sql("select line = :line from provider_line where provider = :provider")
                .param("line", place.line)
                .param("provider", provider)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * How long nobody, or nobody new, is let in; makes the row if there is none. While a request tries for the others,
     * nobody knows, and it is zero.
     */
    Duration closedFor() {
        jdbc.sql("insert into provider_line (provider) values (:provider) on conflict do nothing")
                .param("provider", provider)
                .update();
        return jdbc.sql("""
                        select extract(epoch from greatest(
                                   closed_until,
                                   case when closed_until is null then greatest(requests_at, tokens_at) end,
                                   now()) - now())::float8
                        from provider_line where provider = :provider""")
                .param("provider", provider)
                .query((row, n) -> duration(row.getDouble(1)))
                .optional()
                .orElse(Duration.ZERO);
    }

    /** A request of that place came through: if anything was wrong before, it no longer is. */
    void succeeded(Place place) {
        if (place.probe || place.failures > 0) {
            jdbc.sql("""
                            update provider_line
                            set failures = 0,
                                closed_until = case when :probe then null else closed_until end,
                                probing_until = case when :probe then null else probing_until end
                            where provider = :provider and line = :line""")
                    .param("provider", provider)
                    .param("probe", place.probe)
                    .param("line", place.line)
                    .update();
        }
    }

    /**
     * Closes the line.
     *
     * @param pause how long; null to let it grow with each time from a second to a minute
     */
    void close(@Nullable Duration pause) {
        closeAfter(0, pause);
    }

    /**
     * Counts a failure, and closes the line at the third in a row or when it was the one request that tried again.
     *
     * @return whether the line is closed
     */
    boolean failed() {
        return closeAfter(PATIENCE, null);
    }

    private boolean closeAfter(int failures, @Nullable Duration pause) {
        return jdbc.sql("""
                        update provider_line
                        set failures = failures + 1,
                            closed_until = case when failures + 1 >= :patience or closed_until is not null
                                           then greatest(closed_until, now() + make_interval(
                                               secs => coalesce(:pause, least(power(2, least(failures, 6)), 60)))) end,
                            line = case when failures + 1 >= :patience or closed_until is not null
                                   then line + 1 else line end,
                            requests_at = case when failures + 1 >= :patience
                                          then least(requests_at, now()) else requests_at end,
                            tokens_at = case when failures + 1 >= :patience
                                        then least(tokens_at, now()) else tokens_at end,
                            probing_until = null
                        where provider = :provider
                        returning closed_until is not null""")
                .param("provider", provider)
                .param("patience", failures)
                .param("pause", pause == null ? null : seconds(pause), Types.DOUBLE)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private double requestSeconds() {
        return 60 / (budget.requestsPerMinute() * USED);
    }

    private double tokenSeconds(long tokens) {
        return budget.tokensPerMinute() == null ? 0 : 60.0 * tokens / (budget.tokensPerMinute() * USED);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (Math.max(seconds, 0) * 1e9));
    }
}
