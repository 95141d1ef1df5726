package io.dromedary.embed;

import org.springframework.stereotype.Component;

/** How many calls the embedding route may make. */
@Component("embeddingBudget")
class EmbeddingBudget {

    /**
     * A thousand calls a second, more than any processor computes. Not more, because Camel's throttler keeps an object
     * for every call of the period.
     */
    static final int UNLIMITED = 60_000;

    private final EmbeddingProperties properties;

    EmbeddingBudget(EmbeddingProperties properties) {
        this.properties = properties;
    }

    /** The calls of one minute, a batch being one call. The throttler asks before each. */
    public int requestsPerMinute() {
        Integer configured = properties.requestsPerMinute();
        return configured == null ? UNLIMITED : configured;
    }
}
