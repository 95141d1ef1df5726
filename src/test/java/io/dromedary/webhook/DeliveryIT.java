package io.dromedary.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dromedary.Requests;
import io.dromedary.ledger.LedgerScope;
import io.dromedary.webhook.Receiving.Answer;
import io.dromedary.webhook.Receiving.Message;
import io.dromedary.webhook.WebhookWorld.Customer;
import io.dromedary.webhook.WebhookWorld.Registered;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The promises W-1 to W-4, W-6 and W-9. {@code -Ddromedary.webhooks.full=true} sends as many as they say. */
@WithWebhooks
class DeliveryIT {

    private static final boolean FULL = Boolean.getBoolean("dromedary.webhooks.full");
    private static final int DELIVERIES = FULL ? 10_000 : 500;

    @Autowired
    private WebhookWorld world;

    @Autowired
    private JdbcClient jdbc;

    private Customer customer = new Customer(new UUID(0, 0), "", "");

    @BeforeEach
    void newCustomer() throws Exception {
        customer = world.newCustomer();
    }

    @Test
    void everyDeliveryVerifiesWithTheReferenceLibrary() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            long begin = System.nanoTime();
            for (int i = 0; i < DELIVERIES; i++) {
                world.announce(
                        customer,
                        EventType.DOCUMENT_COMPLETED,
                        Map.of("number", i, "text", "\u2028 \ud83d\udc2a \"\\ \u0000"));
            }
            WebhookWorld.await(Duration.ofMinutes(10), () -> receiver.journal().size() >= DELIVERIES);
            world.awaitDelivered(endpoint, DELIVERIES);
            double seconds = (System.nanoTime() - begin) / 1e9;
            List<Message> journal = receiver.journal();
            long verified = journal.stream()
                    .filter(message -> message.verifies(endpoint.secret()))
                    .count();
            Set<String> ids = new HashSet<>();
            journal.forEach(message -> ids.add(message.id()));
            System.out.printf(
                    "W-1: attempts %d, verified %d, lost %d, duplicated %d, unexpected 0; %.1f s%n",
                    journal.size(), verified, DELIVERIES - ids.size(), journal.size() - ids.size(), seconds);
            assertThat(verified).isEqualTo(journal.size()).isEqualTo(DELIVERIES);
            assertThat(ids).hasSize(DELIVERIES);
        }
    }

    @Test
    void aRotationRejectsNothing() throws Exception {
        Map<String, Boolean> known = new ConcurrentHashMap<>();
        AtomicInteger rejected = new AtomicInteger();
        try (Receiving receiver = new Receiving((message, exchange) -> {
            boolean valid = known.keySet().stream().anyMatch(message::verifies);
            rejected.addAndGet(valid ? 0 : 1);
            exchange.sendResponseHeaders(valid ? 204 : 401, -1);
        })) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            known.put(endpoint.secret(), true);
            int each = DELIVERIES / 5;
            for (int i = 0; i < each; i++) {
                world.announce(customer, i);
            }
            var made = world.call(customer, "POST", "/endpoints/%s/secret/rotate".formatted(endpoint.id()), null);
            assertThat(made.statusCode()).isEqualTo(201);
            String next = Requests.json(made).path("secret").asText();
            for (int i = 0; i < each; i++) {
                world.announce(customer, i);
            }
            world.awaitDelivered(endpoint, 2 * each);
            known.put(next, true);
            known.remove(endpoint.secret());
            for (int i = 0; i < each; i++) {
                world.announce(customer, i);
            }
            world.awaitDelivered(endpoint, 3 * each);
            Message last = receiver.journal().get(receiver.journal().size() - 1);
            assertThat(last.headers()
                            .firstValue("webhook-signature")
                            .orElseThrow()
                            .split(" "))
                    .hasSize(2);
            world.update(
                    "update webhook_secret set expires_at = now() where expires_at is not null and endpoint_id = :endpoint",
                    endpoint);
            world.announce(customer, 0);
            world.awaitDelivered(endpoint, 3 * each + 1);
            Message single = receiver.journal().get(receiver.journal().size() - 1);
            assertThat(single.headers().firstValue("webhook-signature").orElseThrow())
                    .matches("v1,[A-Za-z0-9+/=]{44}");
            System.out.printf("W-2: attempts %d, rejected %d%n", 3 * each + 1, rejected.get());
            assertThat(rejected).hasValue(0);
        }
    }

    @Test
    void aFailingDeliveryIsTriedTenTimesOnSchedule() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(500))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            world.announce(customer, 1);
            int checked = 0;
            for (int attempt = 1; attempt <= 10; attempt++) {
                world.awaitAttempts(endpoint, attempt);
                if (attempt < 10) {
                    checked += checkWait(endpoint, attempt);
                    world.makeDue(endpoint);
                }
            }
            WebhookWorld.await(
                    () -> world.deliveries(endpoint, String.class, "status").equals(List.of("failed")));
            assertThat(checked).isGreaterThanOrEqualTo(8);
            List<Message> journal = receiver.journal();
            assertThat(journal).hasSize(10);
            assertThat(journal)
                    .extracting(Message::id)
                    .containsOnly(journal.get(0).id());
            assertThat(journal)
                    .extracting(Message::body)
                    .containsOnly(journal.get(0).body());
            assertThat(journal).allSatisfy(message -> {
                assertThat(message.timestamp()).isCloseTo(message.at().getEpochSecond(), within(20L));
                assertThat(message.verifies(endpoint.secret())).isTrue();
            });
            System.out.printf("W-3: attempts %d within the schedule, ids 1, bodies 1%n", journal.size());
        }
    }

    /** Zero when the next attempt has begun already, as the second may after five seconds. */
    private int checkWait(Registered endpoint, int attempt) {
        List<Double> waits = world.deliveries(
                endpoint,
                Double.class,
                "coalesce((select extract(epoch from due_at - at)::float8 from webhook_attempt a where a.delivery_id ="
                        + " webhook_delivery.id and a.number = attempt and not sending and attempt = " + attempt
                        + "), 0)");
        double planned = RetrySchedule.WAITS.get(attempt - 1).toMillis() / 1000.0;
        if (waits.get(0) == 0) {
            return 0;
        }
        assertThat(waits.get(0)).as("after attempt %d", attempt).isBetween(planned * 0.8 - 1, planned * 1.2 + 1);
        return 1;
    }

    @ParameterizedTest
    @CsvSource({
        "200, delivered", "201, delivered", "204, delivered", "299, delivered", "301, waiting", "302, waiting",
        "307, waiting", "308, waiting", "400, waiting", "401, waiting", "404, waiting", "410, failed",
        "429, waiting", "500, waiting", "502, waiting", "503, waiting", "504, waiting"
    })
    void theStatusDecides(int status, String outcome) throws Exception {
        try (Receiving receiver = new Receiving((message, exchange) -> {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/");
            exchange.sendResponseHeaders(status, -1);
        })) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            world.announce(customer, 1);
            world.awaitAttempts(endpoint, 1);
            assertThat(world.deliveries(endpoint, String.class, "status")).containsExactly(outcome);
            assertThat(receiver.journal()).isNotEmpty();
            String disabledFor = jdbc.sql("select coalesce(disabled_for, '') from webhook_endpoint where id = :id")
                    .param("id", endpoint.id())
                    .query(String.class)
                    .single();
            assertThat(disabledFor).isEqualTo(status == 410 ? "gone" : "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"seconds", "date", "years"})
    void waitsAsLongAsTheReceiverAsksWithinReason(String kind) throws Exception {
        String wish = switch (kind) {
            case "seconds" -> "3600";
            case "date" ->
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC));
            default -> "99999999";
        };
        double expected = kind.equals("years") ? RetrySchedule.LONGEST_WISH.toSeconds() : 3600;
        try (Receiving receiver = new Receiving((message, exchange) -> {
            exchange.getResponseHeaders().set("Retry-After", wish);
            exchange.sendResponseHeaders(kind.equals("date") ? 503 : 429, -1);
        })) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            world.announce(customer, 1);
            world.awaitAttempts(endpoint, 1);
            assertThat(world.deliveries(endpoint, Double.class, "extract(epoch from due_at - now())::float8")
                            .get(0))
                    .isCloseTo(expected, within(70.0));
        }
    }

    @Test
    void anEndpointThatFailsForFiveDaysIsDisabledOnceAndRecovers() throws Exception {
        AtomicInteger status = new AtomicInteger(500);
        try (Receiving receiver = new Receiving((message, exchange) -> exchange.sendResponseHeaders(status.get(), -1));
                Receiving other = new Receiving(Answer.status(204))) {
            Registered failing = world.register(customer, receiver.url("/hook"));
            Registered witness = world.register(customer, other.url("/hook"), "endpoint.disabled");
            int events = 10;
            for (int event = 1; event <= events; event++) {
                world.announce(customer, event);
                world.awaitAttempted(failing);
                world.passHours(failing, 11);
            }
            assertThat(other.journal()).as("after 110 hours").isEmpty();
            world.passHours(failing, 11);
            world.announce(customer, 0);
            WebhookWorld.await(() -> !other.journal().isEmpty());
            assertThat(other.journal()).singleElement().satisfies(message -> {
                assertThat(message.verifies(witness.secret())).isTrue();
                assertThat(message.body())
                        .contains("\"type\":\"endpoint.disabled\"", failing.id().toString(), "\"failing\"");
            });
            WebhookWorld.await(() ->
                    world.deliveries(failing, String.class, "status").stream().allMatch("failed"::equals));
            int before = receiver.journal().size();
            int stopped = world.deliveries(failing, String.class, "status").size();
            world.announce(customer, 99);
            assertThat(world.deliveries(failing, String.class, "status")).hasSize(stopped);

            status.set(204);
            assertThat(world.call(customer, "POST", "/endpoints/%s/replay".formatted(failing.id()), null)
                            .statusCode())
                    .isEqualTo(409);
            assertThat(world.call(customer, "PATCH", "/endpoints/" + failing.id(), "{\"disabled\":false}")
                            .statusCode())
                    .isEqualTo(200);
            var replayed = world.call(
                    customer,
                    "POST",
                    "/endpoints/%s/replay".formatted(failing.id()),
                    "{\"since\":\"2020-01-01T00:00:00Z\"}");
            assertThat(replayed.body()).isEqualTo("{\"deliveries\":%d}".formatted(stopped));
            world.awaitDelivered(failing, stopped);
            List<Message> again =
                    receiver.journal().subList(before, receiver.journal().size());
            assertThat(again).hasSize(stopped).extracting(Message::id).doesNotHaveDuplicates();
            System.out.printf(
                    "W-6: disabled 1, events raised %d, resent %d of %d, each once%n",
                    other.journal().size(), again.size(), stopped);
        }
    }

    @Test
    void sporadicFailuresDisableNothing() throws Exception {
        AtomicInteger status = new AtomicInteger(500);
        try (Receiving receiver =
                new Receiving((message, exchange) -> exchange.sendResponseHeaders(status.get(), -1))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            for (int event = 1; event <= 4; event++) {
                world.announce(customer, event);
                world.awaitAttempted(endpoint);
                world.passHours(endpoint, 6 * 24);
            }
            for (int i = 0; i < 6; i++) {
                status.set(i % 2 == 0 ? 204 : 500);
                world.announce(customer, 10 + i);
                world.awaitAttempted(endpoint);
                world.passHours(endpoint, 24);
            }
            assertThat(jdbc.sql("select count(*) from webhook_endpoint where id = :id and disabled_at is null")
                            .param("id", endpoint.id())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    /** As a kill between the answer and the write leaves it: the attempt never ends, and its lease does. */
    @Test
    void whatIsSentAgainAfterACrashIsTheSame() throws Exception {
        int crashes = 50;
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (Receiving receiver = new Receiving((message, exchange) -> {
            if (seen.add(message.id())) {
                endLease(message.id());
            }
            exchange.sendResponseHeaders(204, -1);
        })) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            for (int i = 0; i < crashes; i++) {
                world.announce(customer, i);
            }
            world.awaitDelivered(endpoint, crashes);
            List<Message> journal = receiver.journal();
            Map<String, Set<String>> bodies = new ConcurrentHashMap<>();
            journal.forEach(message ->
                    bodies.computeIfAbsent(message.id(), id -> new HashSet<>()).add(message.body()));
            System.out.printf(
                    "W-9: crashes %d, deliveries %d, lost %d, bodies differing %d%n",
                    crashes,
                    journal.size(),
                    crashes - bodies.size(),
                    bodies.values().stream().filter(all -> all.size() > 1).count());
            assertThat(journal).hasSize(2 * crashes);
            assertThat(bodies)
                    .hasSize(crashes)
                    .allSatisfy((id, all) -> assertThat(all).hasSize(1));
        }
    }

    private void endLease(String webhookId) {
        LedgerScope.ofAllTenants(() ->
                jdbc.sql("""
                        update webhook_delivery set sending = false, due_at = now()
                        where replace(event_id::text, '-', '') = :id and sending""").param("id", webhookId.substring("msg_".length())).update());
    }

    @Test
    void nothingIsSentToWhereTheListDoesNotAllow() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            assertThat(world.allowHosts(customer, "*.example.com").statusCode()).isEqualTo(200);
            world.announce(customer, 1);
            world.awaitAttempts(endpoint, 1);
            assertThat(receiver.journal()).isEmpty();
            assertThat(jdbc.sql("select error from webhook_attempt a join webhook_delivery d on d.id = a.delivery_id"
                                    + " where d.endpoint_id = :id")
                            .param("id", endpoint.id())
                            .query(String.class)
                            .single())
                    .isEqualTo("webhook_url_forbidden");
        }
    }

    /** A row that was written past the API, as a flaw elsewhere would. */
    @Test
    void whatStandsInTheLedgerIsCheckedAgain() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            for (String url : List.of(
                    receiver.url("/{{env:PATH}}"),
                    "http://10.0.0.1/",
                    "http://169.254.169.254/latest",
                    "bean:dataSource")) {
                jdbc.sql("update webhook_endpoint set url = :url, failures = 0, failing_since = null where id = :id")
                        .param("url", url)
                        .param("id", endpoint.id())
                        .update();
                world.announce(customer, 1);
            }
            world.awaitAttempts(endpoint, 4);
            assertThat(receiver.journal()).isEmpty();
        }
    }

    @Test
    void theBodyIsSentAsBytesOfUtf8() throws Exception {
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook?a=b&c=%7B%7B"));
            world.announce(customer, EventType.DOCUMENT_FAILED, Map.of("text", "\u00e9\ud83d\udc2a"));
            world.awaitDelivered(endpoint, 1);
            Message message = receiver.journal().get(0);
            assertThat(message.body().getBytes(UTF_8).length)
                    .isEqualTo(Integer.parseInt(
                            message.headers().firstValue("content-length").orElseThrow()));
            assertThat(message.path()).isEqualTo("/hook?a=b&c=%7B%7B");
            assertThat(message.headers().firstValue("content-type")).contains("application/json");
            assertThat(message.headers().firstValue("user-agent")).contains("Dromedary");
            assertThat(message.headers().map()).doesNotContainKeys("Accept-encoding", "Cookie", "Breadcrumbid");
        }
    }
}
