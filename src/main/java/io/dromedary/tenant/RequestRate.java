package io.dromedary.tenant;

import java.time.Duration;

/**
 * How a tenant stands to its rate after a request, and how the answer says so.
 *
 * @param limit requests in a window
 * @param left requests that may follow at once
 * @param full until the whole limit is there again
 * @param pause until the refused request may come again; zero when it was not refused
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10">the IETF draft</a>
 */
public record RequestRate(long limit, Duration window, long left, Duration full, Duration pause) {

    /** The value of {@code RateLimit-Policy}. */
    public String policy() {
        return "\"default\";q=%d;w=%d".formatted(limit, window.toSeconds());
    }

    /** The value of {@code RateLimit}. */
    public String state() {
        return "\"default\";r=%d;t=%d"
                .formatted(left, full.plusNanos(999_999_999).toSeconds());
    }
}
