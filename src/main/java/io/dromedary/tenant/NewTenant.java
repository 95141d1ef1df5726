package io.dromedary.tenant;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Quota;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The wish of an operator to have a tenant.
 *
 * @param name part of paths: 1 to 63 lower-case letters, digits and hyphens, a letter or digit at either end
 * @param quotas each resource and period at most once; what is not there is unlimited
 */
public record NewTenant(String name, List<Quota> quotas) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public NewTenant(@Nullable String name, @Nullable List<Quota> quotas) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw invalid("name must have 1 to 63 of a-z, 0-9 and inner hyphens");
        }
        this.name = name;
        this.quotas = checked(quotas == null ? List.of() : quotas);
    }

    /** No null, no doublet. */
    static List<Quota> checked(List<Quota> quotas) {
        Set<String> seen = new HashSet<>();
        for (@Nullable Quota quota : quotas) {
            if (quota == null) {
                throw invalid("quotas must not contain null");
            }
            String what = quota.resource().code() + " a " + quota.period().code();
            if (!seen.add(what)) {
                throw invalid("quotas name %s twice".formatted(what));
            }
        }
        return List.copyOf(quotas);
    }

    private static Failure invalid(String rule) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, rule);
    }
}
