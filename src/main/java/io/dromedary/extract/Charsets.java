package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds out how a text file is encoded, by reading it once before it is read for its elements.
 *
 * <p>UTF-16 if it begins with a byte order mark of UTF-16; UTF-8 if all of it is valid UTF-8; otherwise windows-1252,
 * the fallback of the <a href="https://encoding.spec.whatwg.org/#legacy-single-byte-encodings">Encoding Standard</a>,
 * which reads any bytes. A byte order mark stays in the text as U+FEFF, so that offsets are those of the decoded file.
 */
final class Charsets {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private Charsets() {}

    /** Refuses a file without text, and one with U+0000 in it, which is no text and which PostgreSQL cannot store. */
    static Charset of(Path file) throws IOException {
        Charset likely = byFirstBytes(file);
        try {
            check(file, likely);
            return likely;
        } catch (CharacterCodingException e) {
            Charset fallback = likely.equals(StandardCharsets.UTF_8) ? WINDOWS_1252 : likely;
            if (fallback.equals(likely)) {
                throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The text is not valid " + likely, e);
            }
            check(file, fallback);
            return fallback;
        }
    }

    /** Fails on bytes that mean nothing in {@code charset}, except in windows-1252, where they become U+FFFD. */
    static BufferedReader reader(Path file, Charset charset) throws IOException {
        CodingErrorAction onError = charset.equals(WINDOWS_1252) ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
        return new BufferedReader(new InputStreamReader(
                Files.newInputStream(file),
                charset.newDecoder().onMalformedInput(onError).onUnmappableCharacter(onError)));
    }

    private static Charset byFirstBytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            int second = in.read();
            if (first == 0xFE && second == 0xFF) {
                return StandardCharsets.UTF_16BE;
            }
            return first == 0xFF && second == 0xFE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
        }
    }

    private static void check(Path file, Charset charset) throws IOException {
        boolean empty = true;
        try (Reader reader = reader(file, charset)) {
            char[] buffer = new char[Tiler.LIMIT];
            for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    if (buffer[i] == 0) {
                        throw new Failure.Permanent(
                                ErrorCode.DOCUMENT_CORRUPT, "The text contains U+0000: it is binary or cut off");
                    }
                    empty = empty && (Character.isWhitespace(buffer[i]) || buffer[i] == '\uFEFF');
                }
            }
        }
        if (empty) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The document has no text");
        }
    }
}
