package io.dromedary.tenant;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Opens the admin API to whoever has the configured key. Without one, the admin API does not exist. */
@Component
public class AdminKey {

    private final byte @Nullable [] hash;

    AdminKey(@Value("${dromedary.admin-key:}") String configured) {
        this.hash = configured.isBlank() ? null : OperatorKey.hash(configured, "DROMEDARY_ADMIN_KEY");
    }

    /**
     * Lets an operator pass.
     *
     * @param authorization the header of that name, {@code Bearer KEY}
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} when no key is configured, {@link ErrorCode#UNAUTHORIZED}
     *     for any other key, those of tenants included
     */
    public void require(@Nullable String authorization) {
        byte[] expected = hash;
        if (expected == null) {
            throw new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such path");
        }
        if (!BearerToken.of(authorization).map(token -> token.matches(expected)).orElse(false)) {
            throw new Failure.Permanent(ErrorCode.UNAUTHORIZED, "Send Authorization: Bearer and the admin key");
        }
    }
}
