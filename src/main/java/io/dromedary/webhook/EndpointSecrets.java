package io.dromedary.webhook;

import io.dromedary.ledger.AcrossTenants;
import io.dromedary.webhook.WebhookRequests.Grace;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The secrets that deliveries are signed with: those of an endpoint, and of each tenant one for the URLs of its
 * uploads. A new one is shown once; the one before it signs too until its grace is over.
 */
@Component
public class EndpointSecrets {

    private final JdbcClient jdbc;
    private final SecretSeal seal;
    private final SecureRandom random = new SecureRandom();

    EndpointSecrets(JdbcClient jdbc, SecretSeal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /** What is shown once. */
    public record NewSecret(String secret) {}

    /** Makes the first secret of an endpoint. */
    NewSecret create(UUID tenantId, UUID endpointId) {
        return insert(tenantId, endpointId);
    }

    /** Makes a secret in place of the present one of an endpoint, which the caller has found. */
    @Transactional
    public NewSecret rotate(UUID tenantId, UUID endpointId, Grace grace) {
        jdbc.sql("""
                        update webhook_secret set expires_at = now() + make_interval(secs => :grace)
                        where endpoint_id = :endpoint and tenant_id = :tenant and expires_at is null""")
                .param("endpoint", endpointId)
                .param("tenant", tenantId)
                .param("grace", grace.seconds())
                .update();
        return insert(tenantId, endpointId);
    }

    /** Makes the tenant's own secret, the first one or one in place of another. */
    @Transactional
    public NewSecret rotateOwn(UUID tenantId, Grace grace) {
        jdbc.sql("""
                        update webhook_secret set expires_at = now() + make_interval(secs => :grace)
                        where endpoint_id is null and tenant_id = :tenant and expires_at is null""").param("tenant", tenantId).param("grace", grace.seconds()).update();
        return insert(tenantId, null);
    }

    private NewSecret insert(UUID tenantId, @Nullable UUID endpointId) {
        UUID id = UUID.randomUUID();
        Secret secret = Secret.random(random);
        jdbc.sql("""
                        insert into webhook_secret (id, tenant_id, endpoint_id, sealed)
                        values (:id, :tenant, cast(:endpoint as uuid), :sealed)""")
                .param("id", id)
                .param("tenant", tenantId)
                .param("endpoint", endpointId)
                .param("sealed", seal.seal(id.toString(), secret.key()))
                .update();
        return new NewSecret(secret.text());
    }

    boolean hasOwn(UUID tenantId) {
        return jdbc.sql("""
                        select exists (
                            select from webhook_secret
                            where tenant_id = :tenant and endpoint_id is null and expires_at is null)""").param("tenant", tenantId).query(Boolean.class).single();
    }

    /** The valid ones, newest first, of the endpoint, or the tenant's own where an upload named the endpoint. */
    @AcrossTenants
    public List<Secret> of(Receiver receiver) {
        return jdbc.sql("""
                        select id, sealed from webhook_secret
                        where tenant_id = :tenant and (expires_at is null or expires_at > now())
                          and (endpoint_id = :endpoint or not :registered and endpoint_id is null)
                        order by created_at desc""")
                .param("tenant", receiver.tenantId())
                .param("endpoint", receiver.endpointId())
                .param("registered", receiver.registered())
                .query((row, n) -> new Secret(seal.open(row.getString("id"), row.getBytes("sealed"))))
                .list();
    }
}
