package io.dromedary.job;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entity tag of a job (RFC 9110, section 8.8.3): {@code W/"running.1.12.40.3977"} says its status, attempt, pages,
 * chunks and tokens. It is weak because it does not tell one place in the line from another. Pure.
 */
public final class JobTag {

    private static final String WEAK = "W/";

    private JobTag() {}

    static String of(String status, int attempt, Progress progress) {
        return "%s\"%s.%d.%d.%d.%d\""
                .formatted(WEAK, status, attempt, progress.pages(), progress.chunks(), progress.tokens());
    }

    /**
     * Whether the client has this state already: the weak comparison of RFC 9110, section 13.1.2.
     *
     * @param ifNoneMatch the header of that name: a list of tags, or {@code *}; null without one
     */
    public static boolean matches(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(known -> known.equals("*") || opaque(known).equals(opaque(tag)));
    }

    private static String opaque(String tag) {
        return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
    }
}
