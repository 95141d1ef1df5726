package io.dromedary.error;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells the client what went wrong, and the log what the client need not know. */
@Component
public class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
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
}
