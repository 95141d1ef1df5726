package io.dromedary.camel;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an operator can do to a route. */
enum RouteAction {
    /** Lets the route run, also one that belongs to a role which this process does not play. */
    START,
    /** Ends the route when what it works on is done, or after a while. */
    STOP,
    /** Keeps the route from taking anything new; the cheaper way to pause it. */
    SUSPEND,
    /** Lets a suspended route go on. */
    RESUME;

    /**
     * The action of that name.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    static RouteAction named(String name) {
        return Arrays.stream(values())
                .filter(action -> action.code().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure.Permanent(
                        ErrorCode.INVALID_REQUEST,
                        "The action is one of "
                                + Arrays.stream(values()).map(RouteAction::code).collect(Collectors.joining(", "))));
    }

    private String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
