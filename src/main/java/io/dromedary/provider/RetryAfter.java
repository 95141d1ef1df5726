package io.dromedary.provider;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads when a server wants to be asked again (RFC 9110, section 10.2.3). Pure. */
final class RetryAfter {

    /** Whatever a server says, it is asked once an hour. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /**
     * The wait, from zero to {@link #LONGEST}; empty when the server does not say, or not in a form that anybody could
     * read. A date is compared with the server's own clock where the answer tells it.
     */
    static Optional<Duration> of(HttpHeaders headers, Instant now) {
        return headers.firstValue("Retry-After")
                .map(String::strip)
                .flatMap(value -> value.matches("\\d{1,9}")
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                        : date(value)
                                .map(date -> Duration.between(
                                        headers.firstValue("Date")
                                                .flatMap(RetryAfter::date)
                                                .orElse(now),
                                        date)))
                .map(RetryAfter::clamped);
    }

    private static Duration clamped(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
