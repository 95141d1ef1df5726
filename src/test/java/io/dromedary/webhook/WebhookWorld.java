package io.dromedary.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.Requests;
import io.dromedary.webhook.Announcements.Event;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tenants with endpoints, events to tell them, and time that passes when the test wants it to. */
@Lazy
class WebhookWorld {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Requests api;
    private final JdbcClient jdbc;
    private final Announcements announcements;
    private final TransactionTemplate transaction;

    WebhookWorld(Requests api, JdbcClient jdbc, Announcements announcements, PlatformTransactionManager transactions) {
        this.api = api;
        this.jdbc = jdbc;
        this.announcements = announcements;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** A tenant. */
    record Customer(UUID id, String name, String key) {}

    /** A registered endpoint. */
    record Registered(UUID id, String secret) {}

    Customer newCustomer() throws Exception {
        String name = api.newTenant("[]");
        UUID id = jdbc.sql("select id from tenant where name = :name")
                .param("name", name)
                .query(UUID.class)
                .single();
        return new Customer(id, name, api.newKey(name).value());
    }

    HttpResponse<String> call(Customer customer, String method, String path, @Nullable String body) throws Exception {
        return api.call(method, "/v1/webhooks" + path, customer.key(), body);
    }

    Registered register(Customer customer, String url, String... types) throws Exception {
        String list = types.length == 0 ? "[]" : "[\"" + String.join("\",\"", types) + "\"]";
        HttpResponse<String> made =
                call(customer, "POST", "/endpoints", "{\"url\":\"%s\",\"eventTypes\":%s}".formatted(url, list));
        JsonNode endpoint = Requests.json(made);
        if (made.statusCode() != 201) {
            throw new AssertionError(made.body());
        }
        return new Registered(
                UUID.fromString(endpoint.path("id").asText()),
                endpoint.path("secret").asText());
    }

    /** Something that happened to nothing in particular. */
    void announce(Customer customer, int number) {
        announce(customer, EventType.DOCUMENT_COMPLETED, Map.of("number", number));
    }

    void announce(Customer customer, EventType type, Object data) {
        transaction.executeWithoutResult(
                status -> announcements.announce(new Event(type, customer.id(), null, null, () -> data)));
    }

    /** What a column says of the deliveries to an endpoint, oldest first. */
    <T> List<T> deliveries(Registered endpoint, Class<T> type, String column) {
        return jdbc.sql("select " + column + " from webhook_delivery where endpoint_id = :endpoint order by number")
                .param("endpoint", endpoint.id())
                .query(type)
                .list();
    }

    int update(String sql, Registered endpoint) {
        return jdbc.sql(sql).param("endpoint", endpoint.id()).update();
    }

    /** Lets the time until the next attempt of each delivery pass. */
    void makeDue(Registered endpoint) {
        update("""
                update webhook_delivery set due_at = now()
                where endpoint_id = :endpoint and status = 'waiting' and not sending""", endpoint);
    }

    /** Lets days pass for what is known of an endpoint. */
    void passHours(Registered endpoint, int hours) {
        update("""
                update webhook_endpoint
                set failing_since = failing_since - interval '%1$d hours',
                    last_failure_at = last_failure_at - interval '%1$d hours',
                    last_success_at = last_success_at - interval '%1$d hours'
                where id = :endpoint""".formatted(hours), endpoint);
    }

    /** Waits until so many attempts have ended. */
    void awaitAttempts(Registered endpoint, int attempts) {
        await(() -> jdbc.sql("""
                        select count(*) from webhook_attempt a join webhook_delivery d on d.id = a.delivery_id
                        where d.endpoint_id = :endpoint""")
                        .param("endpoint", endpoint.id())
                        .query(Integer.class)
                        .single()
                >= attempts);
    }

    /** Waits until everything was tried, and nothing is being tried. */
    void awaitAttempted(Registered endpoint) {
        await(() -> deliveries(endpoint, Boolean.class, "attempt > 0 and not sending").stream()
                .allMatch(attempted -> attempted));
    }

    void awaitDelivered(Registered endpoint, int deliveries) {
        await(() -> deliveries(endpoint, String.class, "status").stream()
                        .filter("delivered"::equals)
                        .count()
                >= deliveries);
    }

    HttpResponse<String> allowHosts(Customer customer, String... hosts) throws Exception {
        return api.admin(
                "PUT",
                "/tenants/%s/webhook-hosts".formatted(customer.name()),
                "{\"hosts\":[\"%s\"]}".formatted(String.join("\",\"", hosts)));
    }

    static void await(Callable<Boolean> condition) {
        await(PATIENCE, condition);
    }

    static void await(Duration patience, Callable<Boolean> condition) {
        Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(20)).until(condition);
    }
}
