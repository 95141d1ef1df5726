package io.dromedary.error;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads when a server wants to be asked again: seconds, or a date (RFC 9110, section 10.2.3). Pure. */
public final class RetryAfter {

    private RetryAfter() {}

    /**
     * The wait, never less than nothing, and as long as the server likes: whoever asks sets a bound.
     *
     * @param value of the header {@code Retry-After}
     * @param now by the clock of the server where it is known, see {@link #date}
     * @return empty when the server does not say, or not in a form that anybody could read
     */
    public static Optional<Duration> parse(@Nullable String value, Instant now) {
        String text = value == null ? "" : value.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        return date(text)
                .map(date -> Duration.between(now, date))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    /** A date as HTTP headers have it, {@code Date} among them; empty for anything else. */
    public static Optional<Instant> date(@Nullable String value) {
        try {
            return Optional.ofNullable(value)
                    .map(String::strip)
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
