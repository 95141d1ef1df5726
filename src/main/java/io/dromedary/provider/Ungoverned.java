package io.dromedary.provider;

/** For the model of the process, which has no limits but those of its own line. */
record Ungoverned(int concurrency) implements EmbeddingGovernor {

    @Override
    public void admit() {
        // It takes whatever comes.
    }
}
