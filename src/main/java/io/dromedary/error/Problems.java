package io.dromedary.error;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the client what went wrong, and the log what the client need not know. */
@Component
public class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int UNAUTHORIZED = 401;
    private static final int FIRST_SERVER_ERROR = 500;

    /**
     * Words a failure for the client.
     *
     * @param thrown by any step of a route
     */
    public Problem of(Throwable thrown) {
        Failure failure = Failures.of(thrown);
        if (failure.code().status() >= FIRST_SERVER_ERROR) {
            LOG.warn("Request failed: {} ({})", failure.code().code(), failure.detail(), thrown);
        }
        return Problem.of(failure);
    }

    /**
     * The value of {@code Retry-After} (RFC 9110, section 10.2.3), in whole seconds, at least one.
     *
     * @return null where waiting does not help, as after a defect of ours
     */
    public @Nullable Long retryAfter(Throwable thrown) {
        Failure failure = Failures.of(thrown);
        if (failure instanceof Failure.Transient passing && failure.code() != ErrorCode.INTERNAL_ERROR) {
            return Math.max(passing.retryAfter().plusNanos(999_999_999).toSeconds(), 1);
        }
        return null;
    }

    /**
     * The value of {@code WWW-Authenticate}, which every 401 has (RFC 9110, section 15.5.2).
     *
     * @return null for any other status
     */
    public @Nullable String challenge(Throwable thrown) {
        return Failures.of(thrown).code().status() == UNAUTHORIZED ? "Bearer" : null;
    }
}
