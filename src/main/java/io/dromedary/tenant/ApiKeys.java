package io.dromedary.tenant;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells the tenant from the API key. The look-up compares hashes of a secret of 256 bits, so its timing tells nothing
 * about a key.
 */
@Component
public class ApiKeys {

    private static final String SCHEME = "bearer ";

    private final JdbcClient jdbc;

    ApiKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Finds the tenant of a request.
     *
     * @param authorization the header of that name, of the form {@code Bearer KEY} (RFC 6750, section 2.1)
     * @throws Failure.Permanent {@link ErrorCode#UNAUTHORIZED} for a missing, malformed, unknown or revoked key alike
     */
    public Tenant authenticate(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw unauthorized();
        }
        byte[] hash = ApiKey.hash(authorization.substring(SCHEME.length()).strip());
        return jdbc.sql("""
                        select t.id, t.name from api_key k join tenant t on t.id = k.tenant_id
                        where k.hash = :hash and k.revoked_at is null""")
                .param("hash", hash)
                .query((row, n) -> new Tenant(row.getObject("id", UUID.class), row.getString("name")))
                .optional()
                .orElseThrow(ApiKeys::unauthorized);
    }

    /** The id of {@link #authenticate}, for routes whose only bean is the database. */
    public UUID tenantId(@Nullable String authorization) {
        return authenticate(authorization).id();
    }

    private static Failure unauthorized() {
        return new Failure.Permanent(ErrorCode.UNAUTHORIZED, "Send Authorization: Bearer and a valid API key");
    }
}
