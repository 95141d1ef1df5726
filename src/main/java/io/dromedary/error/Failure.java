package io.dromedary.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the service. Its type says what to do: {@link Permanent} failures are final, {@link Transient}
 * ones are worth another attempt. Adapters translate the exceptions of libraries into it and keep them as the cause.
 */
public abstract sealed class Failure extends RuntimeException {

    private final ErrorCode code;

    private Failure(ErrorCode code, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    /** What failed, in a form that programs may rely on. */
    public ErrorCode code() {
        return code;
    }

    /** What failed this time, for a person; never the content of a document, never a secret. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The same input fails again: no retry. */
    public static final class Permanent extends Failure {

        public Permanent(ErrorCode code, String detail) {
            super(code, detail, null);
        }

        public Permanent(ErrorCode code, String detail, Throwable cause) {
            super(code, detail, cause);
        }
    }

    /** The same input may pass later: retry after a while. */
    public static final class Transient extends Failure {

        /** Most outages of a part are a restart of it. */
        private static final Duration SOON = Duration.ofSeconds(5);

        private final @Nullable Duration retryAfter;

        public Transient(ErrorCode code, String detail) {
            super(code, detail, null);
            this.retryAfter = null;
        }

        /**
         * A failure that is known to pass.
         *
         * @param retryAfter before that another attempt is pointless
         */
        public Transient(ErrorCode code, String detail, Duration retryAfter) {
            super(code, detail, null);
            this.retryAfter = retryAfter;
        }

        public Transient(ErrorCode code, String detail, Throwable cause) {
            super(code, detail, cause);
            this.retryAfter = null;
        }

        /** How long a client should wait, as far as we can tell. */
        public Duration retryAfter() {
            return knownRetryAfter().orElse(SOON);
        }

        /** Before that another attempt is pointless; empty when nobody said so. */
        public Optional<Duration> knownRetryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }
}
