package io.dromedary.extract;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads lines with their line breaks (LF, CR LF or CR); a line longer than {@link Tiler#LIMIT} comes in pieces. */
final class Lines implements Closeable {

    private final BufferedReader reader;

    Lines(BufferedReader reader) {
        this.reader = reader;
    }

    /** The next line or piece of a line, never empty; null at the end. */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        int character = reader.read();
        while (character >= 0) {
            line.append((char) character);
            boolean full = line.length() >= Tiler.LIMIT && !Character.isHighSurrogate((char) character);
            if (full || character == '\n' || (character == '\r' && !beforeLineFeed())) {
                break;
            }
            character = reader.read();
        }
        return line.isEmpty() ? null : line.toString();
    }

    private boolean beforeLineFeed() throws IOException {
        reader.mark(1);
        int next = reader.read();
        reader.reset();
        return next == '\n';
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
