package io.dromedary.index;

import java.io.ByteArrayOutputStream;

/** Numbers of zero or more in as few bytes as they need, seven bits in each, the lowest first (LEB128). */
final class Varints {

    private static final int PAYLOAD = 0x7f;
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private Varints() {}

    static void write(int number, ByteArrayOutputStream out) {
        int rest = number;
        while (rest > PAYLOAD) {
            out.write((rest & PAYLOAD) | MORE);
            rest >>>= BITS;
        }
        out.write(rest);
    }

    /** Reads them one after the other. */
    static final class Reader {

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasNext() {
            return at < bytes.length;
        }

        int next() {
            int number = 0;
            for (int shift = 0; ; shift += BITS) {
                byte part = bytes[at++];
                number |= (part & PAYLOAD) << shift;
                if (part >= 0) {
                    return number;
                }
            }
        }
    }
}
