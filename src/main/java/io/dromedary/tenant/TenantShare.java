package io.dromedary.tenant;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's share of the workers.
 *
 * @param weight 1 to 100: how many turns it gets for each one of a tenant of weight 1
 * @param maxInWork how many of its jobs may lie in the broker or be worked on at once, in all processes; null for as
 *     many as its turns give it
 */
public record TenantShare(Integer weight, @Nullable Integer maxInWork) {

    private static final int MAX_WEIGHT = 100;

    public TenantShare(@Nullable Integer weight, @Nullable Integer maxInWork) {
        if (weight == null || weight < 1 || weight > MAX_WEIGHT) {
            throw invalid("weight must be between 1 and " + MAX_WEIGHT);
        }
        if (maxInWork != null && maxInWork < 1) {
            throw invalid("maxInWork must be 1 or more, or null");
        }
        this.weight = weight;
        this.maxInWork = maxInWork;
    }

    private static Failure invalid(String rule) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, rule);
    }
}
