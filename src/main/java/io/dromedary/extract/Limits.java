package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a document may ask of its reader.
 *
 * @param pages at most
 * @param nesting of elements at most
 * @param unpacked bytes at most
 * @param characters of extracted text at most, in UTF-16 units
 */
record Limits(int pages, int nesting, long unpacked, int characters) {

    void write(DataOutput out) throws IOException {
        out.writeInt(pages);
        out.writeInt(nesting);
        out.writeLong(unpacked);
        out.writeInt(characters);
    }

    static Limits read(DataInput in) throws IOException {
        return new Limits(in.readInt(), in.readInt(), in.readLong(), in.readInt());
    }

    void checkPages(int read) {
        check(read, pages, "pages");
    }

    void checkNesting(int depth) {
        check(depth, nesting, "levels of nesting");
    }

    void checkUnpacked(long bytes) {
        check(bytes, unpacked, "bytes when it is unpacked");
    }

    void checkCharacters(long written) {
        check(written, characters, "characters of text");
    }

    private static void check(long value, long most, String what) {
        if (value > most) {
            throw new Failure.Permanent(
                    ErrorCode.DOCUMENT_TOO_COMPLEX, "The document has more than %d %s".formatted(most, what));
        }
    }
}
