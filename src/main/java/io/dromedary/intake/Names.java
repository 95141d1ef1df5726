package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Text that clients choose: names of documents and of files, and the bytes they come as. Pure. */
final class Names {

    private static final int MAX_LENGTH = 255;

    /**
     * Controls, format characters such as the right-to-left override, line and paragraph separators, lone surrogates.
     */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private Names() {}

    /**
     * Accepts the tenant's own name of a document as it is.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    static String externalId(String value) {
        if (value.isBlank()
                || !value.equals(value.strip())
                || value.codePointCount(0, value.length()) > MAX_LENGTH
                || INVISIBLE.matcher(value).find()) {
            throw invalid("An external id has 1 to %d visible characters".formatted(MAX_LENGTH));
        }
        return value;
    }

    /**
     * The last segment of the path that some clients send, without what forges a line or turns it around, and not
     * endless. Never used as a path.
     *
     * @return empty when nothing is left
     */
    static String filename(String value) {
        String name = value.substring(Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\')) + 1);
        name = INVISIBLE.matcher(name).replaceAll("").strip();
        int characters = name.codePointCount(0, name.length());
        return name.substring(0, name.offsetByCodePoints(0, Math.min(characters, MAX_LENGTH)));
    }

    /**
     * Reads {@code %C3%A9} as {@code é} (RFC 3986, section 2.1, over UTF-8). A plus sign is a plus sign.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    static String percentDecoded(String value) {
        ByteBuffer bytes = ByteBuffer.allocate(3 * value.length());
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '%') {
                bytes.put(text[i]);
                continue;
            }
            int high = i + 2 < text.length ? Character.digit(text[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text[i + 2], 16);
            if (low < 0) {
                throw invalid("X-Filename is percent-encoded: a percent sign is %25");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        return utf8(bytes.flip());
    }

    /**
     * Reads UTF-8.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for what is none
     */
    static String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "A header or field is not in UTF-8", e);
        }
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
