package io.dromedary.provider;

/** What the routes ask before they embed. Thread-safe. */
public interface EmbeddingGovernor {

    /**
     * Lets a job pass whose texts could be embedded now, or soon.
     *
     * @throws io.dromedary.error.Failure.Transient {@link io.dromedary.error.ErrorCode#PROVIDER_BUSY} when it would
     *     wait in vain
     */
    void admit();

    /** How many batches this process may have in flight at this moment; at least 1. */
    int concurrency();
}
