package io.dromedary.tenant;

import io.dromedary.audit.Audit;
import io.dromedary.audit.Audit.Kind;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.ledger.AcrossTenants;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes, lists, replaces and revokes the API keys of tenants, for operators. A key itself leaves this class once, in
 * the answer that makes it. Every method throws {@link Failure.Permanent} {@link ErrorCode#NOT_FOUND} for an unknown
 * tenant, and for a key that is not the tenant's.
 */
@Component
@AcrossTenants
public class IssuedKeys {

    private static final Logger LOG = LoggerFactory.getLogger(IssuedKeys.class);

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final Audit audit;
    private final RecentKeys recent;
    private final SecureRandom random = new SecureRandom();

    IssuedKeys(JdbcClient jdbc, Tenants tenants, Audit audit, RecentKeys recent) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.audit = audit;
        this.recent = recent;
    }

    /**
     * A key as its owner sees it, this one time.
     *
     * @param key what goes behind {@code Authorization: Bearer}
     */
    public record NewKey(UUID id, String key) {

        static NewKey of(ApiKey key) {
            return new NewKey(UUID.randomUUID(), key.value());
        }

        /** Never the key itself, which must not reach a log. */
        @Override
        public String toString() {
            return id.toString();
        }
    }

    /**
     * A key as operators see it ever after.
     *
     * @param prefix its first characters
     * @param lastUsedAt to the minute; null before the first use
     * @param expiresAt when it ends, or ended, because another replaces it; null for a key that was not rotated
     * @param revokedAt when it was revoked; null for one that was not
     */
    public record KeyView(
            UUID id,
            String prefix,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /** The keys of a tenant, oldest first, those that are no longer valid too. */
    public record KeyList(List<KeyView> keys) {}

    @Transactional
    public NewKey create(String tenant) {
        ApiKey key = ApiKey.random(random);
        NewKey made = NewKey.of(key);
        jdbc.sql("insert into api_key (id, tenant_id, prefix, hash) values (:id, :tenant, :prefix, :hash)")
                .param("id", made.id())
                .param("tenant", tenants.id(tenant))
                .param("prefix", key.prefix())
                .param("hash", key.hash())
                .update();
        record(tenant, made.id(), "made");
        LOG.info("Key {} of tenant {} was made", made.id(), tenant);
        return made;
    }

    /**
     * Makes a key in place of another one, so that clients can change over while both are valid.
     *
     * @param id of a key that is still valid
     * @param grace how long it stays so; never longer than it would have
     */
    @Transactional
    public NewKey rotate(String tenant, String id, Duration grace) {
        ApiKey key = ApiKey.random(random);
        NewKey made = NewKey.of(key);
        // "least" passes over null.
        int changed = jdbc.sql("""
                        with replaced as (
                            update api_key set expires_at = least(expires_at, now() + make_interval(secs => :grace))
                            where id = :id and tenant_id = :tenant and revoked_at is null
                              and (expires_at is null or expires_at > now())
                            returning tenant_id)
                        insert into api_key (id, tenant_id, prefix, hash)
                        select :new, tenant_id, :prefix, :hash from replaced""")
                .param("id", parse(id))
                .param("tenant", tenants.id(tenant))
                .param("grace", grace.toSeconds())
                .param("new", made.id())
                .param("prefix", key.prefix())
                .param("hash", key.hash())
                .update();
        recent.forgetAfterCommit();
        requireOne(changed);
        record(tenant, parse(id), "replaced");
        record(tenant, made.id(), "made");
        LOG.info("Key {} of tenant {} is replaced by {} and ends in {}", id, tenant, made.id(), grace);
        return made;
    }

    /** Ends a key, in this process at once and in others within a second. Safe to repeat. */
    @Transactional
    public void revoke(String tenant, String id) {
        int changed = jdbc.sql("""
                        update api_key set revoked_at = coalesce(revoked_at, now())
                        where id = :id and tenant_id = :tenant""")
                .param("id", parse(id))
                .param("tenant", tenants.id(tenant))
                .update();
        recent.forgetAfterCommit();
        requireOne(changed);
        record(tenant, parse(id), "revoked");
        LOG.info("Key {} of tenant {} is revoked", id, tenant);
    }

    private void record(String tenant, UUID key, String action) {
        audit.record(tenants.id(tenant), Kind.KEY, key, action, "operator");
    }

    public KeyList list(String tenant) {
        return new KeyList(jdbc.sql("""
                        select id, prefix, created_at, last_used_at, expires_at, revoked_at
                        from api_key where tenant_id = :tenant order by created_at, id""")
                .param("tenant", tenants.id(tenant))
                .query((row, n) -> view(row))
                .list());
    }

    private static KeyView view(ResultSet row) throws SQLException {
        return new KeyView(
                row.getObject("id", UUID.class),
                row.getString("prefix"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "last_used_at"),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw noSuchKey();
        }
    }

    private static void requireOne(int changed) {
        if (changed == 0) {
            throw noSuchKey();
        }
    }

    private static Failure noSuchKey() {
        return new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such key");
    }
}
