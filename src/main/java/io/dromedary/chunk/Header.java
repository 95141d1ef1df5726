package io.dromedary.chunk;

import java.util.Arrays;

/**
 * What stands above a chunk in what is embedded and indexed, although it lies elsewhere: the sentence before a table
 * and its first row, above rows that say little without them.
 *
 * @param text without white space at its ends
 * @param ids its tokens
 */
// The ids are on their way to a chunk; headers are not compared.
@SuppressWarnings("ArrayRecordComponent")
record Header(String text, int[] ids) {

    static final Header NONE = new Header("", new int[0]);

    int tokens() {
        return ids.length;
    }

    /** Both, one on a line of its own below the other. */
    Header above(Header other) {
        if (text.isEmpty() || other.text.isEmpty()) {
            return text.isEmpty() ? other : this;
        }
        int[] joined = Arrays.copyOf(ids, ids.length + other.ids.length);
        System.arraycopy(other.ids, 0, joined, ids.length, other.ids.length);
        return new Header(text + "\n" + other.text, joined);
    }
}
