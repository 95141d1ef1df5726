package io.dromedary.poll;

/** Where sources are found, as the component that looks for them sees it. */
public interface SourcePlace {

    /**
     * Whether a source may be opened now; if so, it is this process's own until {@link #release}.
     *
     * @param found the source as the component calls it
     */
    boolean take(String found);

    /** Ends what {@link #take} began. A source that is still there is tried again, after a while. */
    void release(String found);
}
