package io.dromedary.extract;

import java.io.Closeable;
import java.util.Iterator;
import java.util.List;

/**
 * A document while it is being read: its elements in order, each made when it is asked for. Needs the memory of one
 * page or block, however large the document; for one thread. {@link #hasNext} and {@link #next} throw
 * {@link io.dromedary.error.Failure.Permanent} when the document turns out to be damaged or to have no text.
 */
public interface Extraction extends Iterator<Element>, Closeable {

    /** The number of pages read so far; 0 where the format has no pages. */
    int pages();

    /** The pages that could not be read, while others could; complete at the end. */
    default List<Integer> unreadablePages() {
        return List.of();
    }

    /** Lets go of the file. Safe to repeat. */
    @Override
    void close();
}
