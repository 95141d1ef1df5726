package io.dromedary.passthrough;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.Locale;

/** How a receiver wants its vectors. */
public enum VectorFormat {
    /** A string: base64 (RFC 4648, section 4) of float32 in little-endian order. */
    BASE64,
    /** An array of numbers, each of which reads back as the same float32. */
    JSON;

    /** The word on the wire and in the ledger. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a word, in any case.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    public static VectorFormat parse(String word) {
        for (VectorFormat format : values()) {
            if (format.code().equalsIgnoreCase(word.strip())) {
                return format;
            }
        }
        throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "X-Vectors is base64 or json");
    }
}
