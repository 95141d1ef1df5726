package io.dromedary.extract;

/** Knows where the elements of a line-based format begin. Has state: one grammar reads one document. */
interface Grammar {

    /** A line longer than this was not wrapped by hand: where it ends, its paragraph does. */
    int WRAPPED = 200;

    /**
     * Puts the next line into the tiler, all of it.
     *
     * @param line with its line break; only the beginning of a line that is longer than {@link Tiler#LIMIT}
     */
    void line(String line, Tiler tiler);
}
