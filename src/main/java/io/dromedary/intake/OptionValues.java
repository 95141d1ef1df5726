package io.dromedary.intake;

import static io.dromedary.intake.UploadOption.DEADLINE;
import static io.dromedary.intake.UploadOption.EXTERNAL_ID;
import static io.dromedary.intake.UploadOption.FILENAME;
import static io.dromedary.intake.UploadOption.IDEMPOTENCY_KEY;
import static io.dromedary.intake.UploadOption.METADATA;
import static io.dromedary.intake.UploadOption.PASSTHROUGH;
import static io.dromedary.intake.UploadOption.PRIORITY;
import static io.dromedary.intake.UploadOption.VECTORS;
import static io.dromedary.intake.UploadOption.WEBHOOK_URL;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Priority;
import io.dromedary.passthrough.VectorFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the options of one upload as they come in. What is said twice must be said alike. */
final class OptionValues {

    /** Stands for none where none is asked for. */
    private static final IdempotencyKey NO_KEY = new IdempotencyKey("none");

    private final Map<UploadOption, String> values = new EnumMap<>(UploadOption.class);
    private final boolean needsKey;

    private OptionValues(boolean needsKey) {
        this.needsKey = needsKey;
    }

    /**
     * Takes those of the headers that are options. Header values are bytes, which the server hands over as ISO-8859-1;
     * they are read as UTF-8, and a file name as percent-encoded beyond that.
     *
     * @param needsKey whether they are not whole without an idempotency key
     */
    static OptionValues ofHeaders(Map<String, Object> headers, boolean needsKey) {
        OptionValues options = new OptionValues(needsKey);
        headers.forEach((name, value) -> {
            UploadOption option = UploadOption.named(name);
            if (option != null) {
                String text = Names.utf8(ByteBuffer.wrap(value.toString().getBytes(StandardCharsets.ISO_8859_1)));
                options.put(option, option == FILENAME ? Names.percentDecoded(text) : text);
            }
        });
        return options;
    }

    /**
     * Takes a value.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} when it is malformed, or differs from an earlier one
     */
    void put(UploadOption option, String value) {
        String canonical = option.canonical(value);
        String earlier = values.putIfAbsent(option, canonical);
        if (earlier != null && !earlier.equals(canonical)) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST, "%s is given twice, with different values".formatted(option.header()));
        }
    }

    /** The key, where it is known already. */
    @Nullable
    IdempotencyKey key() {
        String key = values.get(IDEMPOTENCY_KEY);
        return key == null ? null : new IdempotencyKey(key);
    }

    /** Whether nothing may be kept, as far as is known already. */
    boolean passthrough() {
        return "true".equals(values.get(PASSTHROUGH));
    }

    /**
     * The options, when nothing more can come.
     *
     * @param partName what the part of the form is called; an explicit file name goes before it
     * @throws Failure.Permanent {@link ErrorCode#IDEMPOTENCY_KEY_REQUIRED}; {@link ErrorCode#INVALID_REQUEST} for
     *     options that contradict each other
     */
    UploadOptions complete(@Nullable String partName) {
        requireSense();
        String filename = values.getOrDefault(FILENAME, partName == null ? "" : Names.filename(partName));
        String key = values.get(IDEMPOTENCY_KEY);
        String deadline = values.get(DEADLINE);
        return new UploadOptions(
                key == null && !needsKey ? NO_KEY : IdempotencyKey.parse(key),
                Priority.parse(values.getOrDefault(PRIORITY, Priority.NORMAL.code())),
                values.get(EXTERNAL_ID),
                filename.isEmpty() ? null : filename,
                deadline == null ? null : Instant.parse(deadline),
                values.get(METADATA),
                values.get(WEBHOOK_URL),
                vectors());
    }

    /** How the receiver wants vectors; null unless nothing is kept. */
    private @Nullable VectorFormat vectors() {
        return passthrough() ? VectorFormat.parse(values.getOrDefault(VECTORS, VectorFormat.BASE64.code())) : null;
    }

    private void requireSense() {
        if (!passthrough() && values.containsKey(VECTORS)) {
            throw invalid("X-Vectors is for X-Passthrough: true");
        }
        if (passthrough() && !values.containsKey(WEBHOOK_URL)) {
            throw invalid("X-Passthrough needs X-Webhook-Url, where the result goes");
        }
        if (passthrough() && values.containsKey(EXTERNAL_ID)) {
            throw invalid("X-Passthrough keeps no versions: what X-External-Id says may go into X-Metadata");
        }
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
