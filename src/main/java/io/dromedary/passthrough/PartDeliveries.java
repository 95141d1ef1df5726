package io.dromedary.passthrough;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.RetryAfter;
import io.dromedary.webhook.SignedRequest;
import io.dromedary.webhook.WebhookSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings parts to their receiver. A few tries follow each other at once; a receiver that is away for longer puts its
 * job back in line, where it is tried again until its day is over. Thread-safe.
 */
@Component
public class PartDeliveries {

    private static final int GONE = 410;

    /** Doubled with each attempt of the job. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(15);

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Results results;
    private final WebhookSigner signer;

    PartDeliveries(Results results, WebhookSigner signer) {
        this.results = results;
        this.signer = signer;
    }

    public PartDelivery begin(Result result, ResultPart part) {
        return new PartDelivery(result, part);
    }

    /**
     * Waits until the next try is due, and signs for it.
     *
     * @throws Failure.Permanent {@link ErrorCode#WEBHOOK_URL_FORBIDDEN}, {@link ErrorCode#WEBHOOK_SECRET_REQUIRED}
     */
    public SignedRequest sign(PartDelivery delivery) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(delivery.nextTry().toMillis());
        Result result = delivery.result();
        ResultPart part = delivery.part();
        return signer.sign(
                result.receiver(),
                result.messageId(part.number()),
                Instant.now().getEpochSecond(),
                part.body());
    }

    /**
     * The receiver answered: 2xx is a receipt, 410 is final, and with anything else the part is tried again.
     *
     * @param retryAfter the header of that name
     */
    public void answered(PartDelivery delivery, int status, @Nullable String retryAfter) {
        if (status >= 200 && status < 300) {
            delivery.received();
            results.received(delivery.result(), delivery.part());
        } else if (status == GONE) {
            delivery.refused(new Failure.Permanent(ErrorCode.ENDPOINT_DISABLED, "The receiver answers 410 Gone"));
        } else {
            delivery.notNow(RetryAfter.parse(retryAfter, Instant.now()).orElse(null));
        }
    }

    /** There was no answer, or the part must not be sent. */
    public void failed(PartDelivery delivery, Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure.Permanent failure) {
                delivery.refused(failure);
            }
        }
        if (delivery.isReceived() && delivery.refusal() == null) {
            delivery.refused(
                    new Failure.Transient(ErrorCode.DATABASE_UNAVAILABLE, "The receipt was not recorded", thrown));
        }
    }

    /**
     * Ends a delivery.
     *
     * @throws Failure.Transient {@link ErrorCode#RECEIVER_UNAVAILABLE} when the receiver does not take the part now
     * @throws Failure.Permanent when it never will
     */
    public void finish(PartDelivery delivery) {
        RuntimeException refusal = delivery.refusal();
        if (refusal != null) {
            throw refusal;
        }
        if (!delivery.isReceived()) {
            throw new Failure.Transient(
                    ErrorCode.RECEIVER_UNAVAILABLE,
                    "The receiver does not take part %d"
                            .formatted(delivery.part().number()),
                    wait(delivery));
        }
    }

    private static Duration wait(PartDelivery delivery) {
        int attempt = Math.min(delivery.result().claim().attempt(), 10);
        Duration own = FIRST_WAIT.multipliedBy(1L << (attempt - 1));
        Duration wish = delivery.wish() == null ? Duration.ZERO : delivery.wish();
        Duration longer = wish.compareTo(own) > 0 ? wish : own;
        return longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
    }
}
