package io.dromedary.error;

import org.springframework.amqp.AmqpException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates what libraries throw, for routes whose steps are components and not beans of ours. */
public final class Failures {

    private Failures() {}

    /** The failure itself, or the one that its causes amount to; a defect of ours may pass at the next attempt. */
    public static Failure of(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataAccessException || cause instanceof TransactionException) {
                return new Failure.Transient(ErrorCode.DATABASE_UNAVAILABLE, "The database did not answer", thrown);
            }
            if (cause instanceof AmqpException) {
                return new Failure.Transient(ErrorCode.BROKER_UNAVAILABLE, "The broker did not answer", thrown);
            }
            if (cause instanceof SdkException) {
                return new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not answer", thrown);
            }
        }
        return new Failure.Transient(
                ErrorCode.INTERNAL_ERROR,
                "An unexpected %s".formatted(thrown.getClass().getSimpleName()),
                thrown);
    }
}
