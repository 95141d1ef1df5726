package io.dromedary.provider;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param vectors one for each text, in their order; empty unless it was answered
 * @param tokens as the provider counted them; 0 where it does not say
 * @param retryAfter before that another request is pointless; null where the provider does not say
 * @param detail for a person; nothing of what the provider wrote, because it may repeat the texts
 */
public record ProviderAnswer(
        Outcome outcome,
        List<float[]> vectors,
        long tokens,
        @Nullable Duration retryAfter,
        String detail) {

    /** What to do about it. */
    public enum Outcome {
        /** Nothing: the vectors are there. */
        EMBEDDED,
        /** Wait: the provider has had enough for now (429). */
        LIMITED,
        /** Send less: at least one of the texts is too long or otherwise not to its liking (400, 413). */
        UNACCEPTABLE,
        /** Tell the operator: the key, the address or the model is wrong. */
        DENIED,
        /** Try again: there was no answer, or none that makes sense. */
        UNAVAILABLE
    }

    static ProviderAnswer embedded(List<float[]> vectors, long tokens) {
        return new ProviderAnswer(Outcome.EMBEDDED, vectors, tokens, null, "");
    }

    static ProviderAnswer without(Outcome outcome, String detail) {
        return new ProviderAnswer(outcome, List.of(), 0, null, detail);
    }

    static ProviderAnswer limited(@Nullable Duration retryAfter, String detail) {
        return new ProviderAnswer(Outcome.LIMITED, List.of(), 0, retryAfter, detail);
    }
}
