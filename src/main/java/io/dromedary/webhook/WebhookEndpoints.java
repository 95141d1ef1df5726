package io.dromedary.webhook;

import static io.dromedary.webhook.WebhookRequests.invalid;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.webhook.EndpointSecrets.NewSecret;
import io.dromedary.webhook.WebhookRequests.EndpointWish;
import io.dromedary.webhook.WebhookRequests.Grace;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The endpoints that a tenant has registered. What is another tenant's is answered like what does not exist. */
@Component
public class WebhookEndpoints {

    private static final int MOST = 100;

    private final JdbcClient jdbc;
    private final WebhookHosts hosts;
    private final EndpointSecrets secrets;
    private final EndpointHealth health;

    WebhookEndpoints(JdbcClient jdbc, WebhookHosts hosts, EndpointSecrets secrets, EndpointHealth health) {
        this.jdbc = jdbc;
        this.hosts = hosts;
        this.secrets = secrets;
        this.health = health;
    }

    /** A new endpoint, and its secret this once. */
    public record NewEndpoint(UUID id, String url, List<String> eventTypes, String secret) {}

    /** All of a tenant, oldest first. */
    public record EndpointList(List<EndpointView> endpoints) {}

    @Transactional
    public NewEndpoint create(UUID tenantId, EndpointWish wish) {
        if (wish.url() == null) {
            throw invalid("url is required");
        }
        hosts.require(tenantId, wish.url());
        UUID id = UUID.randomUUID();
        List<String> types = Objects.requireNonNullElse(wish.eventTypes(), List.of());
        int made = jdbc.sql("""
                        insert into webhook_endpoint (id, tenant_id, url, registered, event_types)
                        select :id, :tenant, :url, true, :types
                        where (select count(*) from webhook_endpoint where tenant_id = :tenant and registered) < :most""")
                .param("id", id)
                .param("tenant", tenantId)
                .param("url", wish.url())
                .param("types", types.toArray(String[]::new))
                .param("most", MOST)
                .update();
        if (made == 0) {
            throw invalid("A tenant has %d endpoints at most".formatted(MOST));
        }
        NewSecret secret = secrets.create(tenantId, id);
        return new NewEndpoint(id, wish.url(), types, secret.secret());
    }

    public EndpointList list(UUID tenantId) {
        return new EndpointList(
                jdbc.sql(EndpointView.SELECT + " where tenant_id = :tenant and registered order by created_at, id")
                        .param("tenant", tenantId)
                        .query(EndpointView::of)
                        .list());
    }

    public EndpointView show(UUID tenantId, String id) {
        return jdbc.sql(EndpointView.SELECT + " where tenant_id = :tenant and id = :id and registered")
                .param("tenant", tenantId)
                .param("id", parse(id))
                .query(EndpointView::of)
                .optional()
                .orElseThrow(WebhookEndpoints::notFound);
    }

    /** Changes what the wish names. Enabling begins a new count of failures. */
    @Transactional
    public EndpointView change(UUID tenantId, String id, EndpointWish wish) {
        EndpointView present = show(tenantId, id);
        if (wish.url() != null) {
            hosts.require(tenantId, wish.url());
        }
        jdbc.sql("update webhook_endpoint set url = :url, event_types = :types where id = :id")
                .param("url", Objects.requireNonNullElse(wish.url(), present.url()))
                .param(
                        "types",
                        Objects.requireNonNullElse(wish.eventTypes(), present.eventTypes())
                                .toArray(String[]::new))
                .param("id", present.id())
                .update();
        if (Boolean.FALSE.equals(wish.disabled())) {
            health.enable(present.id());
        } else if (Boolean.TRUE.equals(wish.disabled())) {
            health.disable(present.id(), "client");
        }
        return show(tenantId, id);
    }

    /** Removes the endpoint with its secrets and its log. */
    public void delete(UUID tenantId, String id) {
        int removed = jdbc.sql("delete from webhook_endpoint where tenant_id = :tenant and id = :id and registered")
                .param("tenant", tenantId)
                .param("id", parse(id))
                .update();
        if (removed == 0) {
            throw notFound();
        }
    }

    @Transactional
    public NewSecret rotate(UUID tenantId, String id, Grace grace) {
        return secrets.rotate(tenantId, show(tenantId, id).id(), grace);
    }

    static UUID parse(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
    }

    static Failure notFound() {
        return new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such endpoint or delivery");
    }
}
