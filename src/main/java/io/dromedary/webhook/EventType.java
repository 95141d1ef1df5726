package io.dromedary.webhook;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.Arrays;
import java.util.Locale;

/** What may happen. Each has a JSON Schema in {@code docs/webhooks}, and the codes are API. */
public enum EventType {
    DOCUMENT_COMPLETED,
    /** Completed, but without the pages that could not be read. */
    DOCUMENT_DEGRADED,
    DOCUMENT_FAILED,
    DOCUMENT_ERASED,
    JOB_DEAD,
    ENDPOINT_DISABLED,
    /** Only on request. */
    WEBHOOK_TEST;

    /** The name on the wire: {@code document.completed}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} */
    static EventType of(String code) {
        return Arrays.stream(values())
                .filter(type -> type.code().equals(code) && type != WEBHOOK_TEST)
                .findAny()
                .orElseThrow(() -> new Failure.Permanent(
                        ErrorCode.INVALID_REQUEST,
                        "An event type is one of document.completed, document.degraded, document.failed,"
                                + " document.erased, job.dead and endpoint.disabled"));
    }
}
