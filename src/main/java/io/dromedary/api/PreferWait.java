package io.dromedary.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the preference {@code wait} (RFC 7240, section 4.3): for how many seconds the client likes to wait. Pure. */
final class PreferWait {

    static final Duration MAX = Duration.ofSeconds(30);
    private static final Pattern WAIT =
            Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);

    private PreferWait() {}

    /**
     * The first one counts; more than {@link #MAX} is as much as that, and what cannot be understood is no preference,
     * as the RFC demands.
     *
     * @param prefer the header of that name; null without one
     */
    static Duration of(@Nullable String prefer) {
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        if (!matcher.find()) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
