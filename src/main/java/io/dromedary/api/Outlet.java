package io.dromedary.api;

/** Where a stream of events leaves the process. Its methods do not block. */
interface Outlet {

    /**
     * Writes the whole text, or nothing while the client does not read.
     *
     * @return whether it was written
     */
    boolean write(String text);

    /** Ends the answer. */
    void close();

    /** Whether the answer goes on; not after the client went away. */
    boolean isOpen();
}
