package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Metadata;
import io.dromedary.job.Priority;
import io.dromedary.passthrough.VectorFormat;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What may be said about an upload, as a header or as a field of its form. The field is called like the header, or by
 * the camel-case name without {@code X-}: {@code X-External-Id} is {@code externalId}.
 */
enum UploadOption {
    IDEMPOTENCY_KEY("Idempotency-Key"),
    PRIORITY("X-Priority"),
    DEADLINE("X-Deadline"),
    EXTERNAL_ID("X-External-Id"),
    FILENAME("X-Filename"),
    METADATA("X-Metadata"),
    PASSTHROUGH("X-Passthrough"),
    VECTORS("X-Vectors"),
    WEBHOOK_URL("X-Webhook-Url");

    private static final Map<String, UploadOption> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(option -> plain(option.header), Function.identity()));

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final String header;

    UploadOption(String header) {
        this.header = header;
    }

    /** The option of a header or a field, or null when the name is none. */
    static @Nullable UploadOption named(String name) {
        return BY_NAME.get(plain(name));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("^x-", "").replace("-", "");
    }

    String header() {
        return header;
    }

    /**
     * The one spelling of a value, so that equal wishes compare equal.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    String canonical(String value) {
        return switch (this) {
            case IDEMPOTENCY_KEY -> IdempotencyKey.parse(value).value();
            case PRIORITY -> Priority.parse(value).code();
            case DEADLINE -> deadline(value).toString();
            case EXTERNAL_ID -> Names.externalId(value);
            case FILENAME -> Names.filename(value);
            case METADATA -> Metadata.canonical(value);
            case PASSTHROUGH -> passthrough(value);
            case VECTORS -> VectorFormat.parse(value).code();
            case WEBHOOK_URL -> webhookUrl(value);
        };
    }

    /**
     * To the microsecond, as the ledger keeps it. One that has passed is accepted: its job fails, also when it is
     * repeated.
     */
    private Instant deadline(String value) {
        try {
            Instant deadline = OffsetDateTime.parse(value.strip()).toInstant().truncatedTo(ChronoUnit.MICROS);
            if (!deadline.isBefore(Instant.EPOCH) && deadline.isBefore(LATEST)) {
                return deadline;
            }
        } catch (DateTimeParseException e) {
            // Refused like a time that is out of range.
        }
        throw new Failure.Permanent(
                ErrorCode.INVALID_REQUEST, header + " is a time like 2025-11-03T09:00:00Z (RFC 3339)");
    }

    private String passthrough(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "true", "false" -> word;
            default -> throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, header + " is true or false");
        };
    }

    /** Where it may lead is decided by others. */
    private String webhookUrl(String value) {
        try {
            URI url = new URI(value.strip());
            if (url.getHost() != null && String.valueOf(url.getScheme()).matches("(?i)https?")) {
                return value.strip();
            }
        } catch (URISyntaxException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, header + " is no URL", e);
        }
        throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, header + " is an absolute https URL");
    }
}
