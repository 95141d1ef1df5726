package io.dromedary.chunk;

/** The tokens of a text and where they stand in it. Shares its arrays with its maker; nobody may change them. */
public final class Tokens {

    private final int[] ids;
    private final int[] starts;
    private final int[] ends;

    /**
     * Joins three arrays of equal length.
     *
     * @param ids numbers of the tokens in the model's vocabulary
     * @param starts where each token begins in the text, in UTF-16 units, ascending
     * @param ends where each token ends, exclusive
     */
    public Tokens(int[] ids, int[] starts, int[] ends) {
        if (ids.length != starts.length || ids.length != ends.length) {
            throw new IllegalArgumentException(
                    "%d ids, %d starts and %d ends".formatted(ids.length, starts.length, ends.length));
        }
        this.ids = ids;
        this.starts = starts;
        this.ends = ends;
    }

    public int size() {
        return ids.length;
    }

    public int[] ids() {
        return ids;
    }

    public int[] starts() {
        return starts;
    }

    public int[] ends() {
        return ends;
    }
}
