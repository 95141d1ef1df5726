package io.dromedary.process;

import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts made up for a test. */
final class Manuscript {

    private static final byte[] LINE =
            "A caravan crosses the desert by night and rests by day.\n".getBytes(StandardCharsets.US_ASCII);

    private Manuscript() {}

    /** Markdown of so many sections, each of which becomes a chunk whose text occurs nowhere else. */
    static String of(String title, int sections) {
        return IntStream.range(0, sections)
                .mapToObj(section ->
                        """
                        ## %s, section %d

                        In year %d of the survey the %d camels of station %d drank %d litres of water in one night. The \
                        wells along the northern road were deep and cold, and whoever came with empty skins waited for \
                        the keeper, who wrote down every name, every animal and every debt in book %d of the archive.
                        """.formatted(title, section, section, 3 * section, 7 * section, 11 * section, section))
                .collect(Collectors.joining("\n", "# " + title + "\n\n", ""));
    }

    /** What begins as plain text, as far as types are told by content, and goes on with nothing but zeros. */
    static InputStream zeros(long bytes) {
        InputStream zeros = new InputStream() {

            private long left = bytes;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int count = (int) Math.min(length, left);
                Arrays.fill(buffer, offset, offset + count, (byte) 0);
                left -= count;
                return count == 0 && length > 0 ? -1 : count;
            }
        };
        return new SequenceInputStream(stream(1 << 16), zeros);
    }

    /** Plain text of so many bytes, made as it is read. */
    static InputStream stream(long bytes) {
        return new InputStream() {

            private long position;

            @Override
            public int read() {
                return position == bytes ? -1 : LINE[(int) (position++ % LINE.length)];
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int count = (int) Math.min(length, bytes - position);
                for (int i = 0; i < count; i++) {
                    buffer[offset + i] = LINE[(int) (position++ % LINE.length)];
                }
                return count == 0 && length > 0 ? -1 : count;
            }
        };
    }
}
