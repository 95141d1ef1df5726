package io.dromedary.error;

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

        public Transient(ErrorCode code, String detail) {
            super(code, detail, null);
        }

        public Transient(ErrorCode code, String detail, Throwable cause) {
            super(code, detail, cause);
        }
    }
}
