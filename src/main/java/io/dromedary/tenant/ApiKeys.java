package io.dromedary.tenant;

import io.dromedary.api.KeyCheck;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.ledger.AcrossTenants;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells the tenant from the API key. The look-up compares hashes of a secret of 256 bits, so its timing tells nothing
 * about a key. Notes when a key was used last, to the minute.
 */
@Component
@AcrossTenants
public class ApiKeys implements KeyCheck {

    private final JdbcClient jdbc;
    private final RecentKeys recent;

    ApiKeys(JdbcClient jdbc, RecentKeys recent) {
        this.jdbc = jdbc;
        this.recent = recent;
    }

    private record Found(UUID keyId, Tenant tenant, boolean noteUse, Duration validFor) {}

    /**
     * Finds the tenant of a request.
     *
     * @param authorization the header of that name, of the form {@code Bearer KEY} (RFC 6750, section 2.1)
     * @throws Failure.Permanent {@link ErrorCode#UNAUTHORIZED} for a missing, malformed, unknown, expired or revoked
     *     key alike
     */
    public Tenant authenticate(@Nullable String authorization) {
        return BearerToken.of(authorization)
                .flatMap(this::tenant)
                .orElseThrow(() -> new Failure.Permanent(
                        ErrorCode.UNAUTHORIZED, "Send Authorization: Bearer and a valid API key"));
    }

    @Override
    public boolean isValid(@Nullable String authorization) {
        return BearerToken.of(authorization).flatMap(this::tenant).isPresent();
    }

    private Optional<Tenant> tenant(BearerToken token) {
        Tenant known = recent.tenant(token);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Found> found = find(token);
        found.ifPresent(key -> {
            recent.remember(token, key.tenant(), key.validFor());
            if (key.noteUse()) {
                noteUse(key.keyId());
            }
        });
        return found.map(Found::tenant);
    }

    private Optional<Found> find(BearerToken token) {
        return jdbc.sql("""
                        select k.id as key_id, t.id, t.name,
                               coalesce(k.last_used_at < now() - interval '1 minute', true) as note_use,
                               extract(epoch from coalesce(k.expires_at - now(), interval '1 day')) as valid_seconds
                        from api_key k join tenant t on t.id = k.tenant_id
                        where k.hash = :hash and k.revoked_at is null
                          and (k.expires_at is null or k.expires_at > now())""")
                .param("hash", token.hash())
                .query((row, n) -> new Found(
                        row.getObject("key_id", UUID.class),
                        new Tenant(row.getObject("id", UUID.class), row.getString("name")),
                        row.getBoolean("note_use"),
                        Duration.ofMillis((long) (row.getDouble("valid_seconds") * 1000))))
                .optional();
    }

    /** Of many requests at once, the first one writes. */
    private void noteUse(UUID keyId) {
        jdbc.sql("""
                        update api_key set last_used_at = now()
                        where id = :id and coalesce(last_used_at < now() - interval '1 minute', true)""").param("id", keyId).update();
    }
}
