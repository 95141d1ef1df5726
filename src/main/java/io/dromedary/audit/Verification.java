package io.dromedary.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a look at the whole chain found.
 *
 * @param links that fit, from the first on
 * @param head the last of them as {@code seq:hash}; who notes it elsewhere notices later if the end was cut off
 * @param pending records that have no link yet
 * @param broken the first place that does not fit; null for a chain that is whole
 */
public record Verification(
        long links, String head, long pending, @Nullable Break broken) {

    /**
     * A place where the chain was changed.
     *
     * @param seq of the link; null for a record that has none
     * @param recordId null where nobody can tell
     * @param reason for a person
     */
    public record Break(@Nullable Long seq, @Nullable Long recordId, String reason) {}
}
