package io.dromedary.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.dromedary.Ledger;
import io.dromedary.Requests;
import io.dromedary.deliver.JobCompletion;
import io.dromedary.deliver.JobFailure;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Claim;
import io.dromedary.job.Progress;
import io.dromedary.webhook.Receiving.Answer;
import io.dromedary.webhook.Receiving.Message;
import io.dromedary.webhook.WebhookWorld.Customer;
import io.dromedary.webhook.WebhookWorld.Registered;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is told of jobs, held against {@code docs/webhooks}. */
@WithWebhooks
class JobEventsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private WebhookWorld world;

    @Autowired
    private Requests api;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private JobFailure failures;

    @Autowired
    private PlatformTransactionManager transactions;

    private static void assertMatchesItsSchema(Message message) throws Exception {
        var body = JSON.readTree(message.body());
        String type = body.path("type").asText();
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        Files.readString(Path.of("docs/webhooks/%s.json".formatted(type))),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
        assertThat(schema.validate(body)).as(message.body()).isEmpty();
    }

    @Test
    void everyTypeOfEventHasASchema() {
        assertThat(Arrays.stream(EventType.values())
                        .map(type -> Path.of("docs/webhooks/%s.json".formatted(type.code()))))
                .allSatisfy(file -> assertThat(file).isRegularFile());
    }

    @Test
    void everyEndOfAJobIsToldOnceAndAsItsSchemaSays() throws Exception {
        Customer customer = world.newCustomer();
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"));
            completion.complete(ledger.newClaim(customer.id()), 7, List.of(), new Progress(7, 0, 0));
            completion.complete(ledger.newClaim(customer.id()), 7, List.of(2), new Progress(7, 0, 0));
            failures.record(
                    ledger.newClaim(customer.id()), new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "no such page"));
            failures.record(ledger.newClaim(customer.id()), new Failure.Permanent(ErrorCode.WORKER_LOST, "gone"));
            failures.record(ledger.newClaim(customer.id()), new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "away"));
            world.call(customer, "POST", "/endpoints/%s/test".formatted(endpoint.id()), null);
            world.awaitDelivered(endpoint, 5);

            List<String> types = new ArrayList<>();
            for (Message message : receiver.journal()) {
                assertMatchesItsSchema(message);
                types.add(JSON.readTree(message.body()).path("type").asText());
            }
            assertThat(types)
                    .containsExactlyInAnyOrder(
                            "document.completed", "document.degraded", "document.failed", "job.dead", "webhook.test");
        }
    }

    @Test
    void theNewsThatAnEndpointIsDisabledIsAsItsSchemaSays() throws Exception {
        Customer customer = world.newCustomer();
        try (Receiving gone = new Receiving(Answer.status(410));
                Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, gone.url("/hook"), "job.dead");
            world.register(customer, receiver.url("/hook"), "endpoint.disabled");
            world.call(customer, "POST", "/endpoints/%s/test".formatted(endpoint.id()), null);
            WebhookWorld.await(() -> receiver.journal().size() == 1);
            assertMatchesItsSchema(receiver.journal().get(0));
        }
    }

    @Test
    void anErasedDocumentIsToldOnceSignedAndAsItsSchemaSays() throws Exception {
        Customer customer = world.newCustomer();
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            Registered endpoint = world.register(customer, receiver.url("/hook"), "document.erased");
            UUID document = ledger.newClaim(customer.id()).documentId();
            String path = "/v1/documents/" + document;
            HttpResponse<String> erased = api.call("DELETE", path, customer.key(), null);
            assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
            // The receipt again, and no second event.
            assertThat(api.call("DELETE", path, customer.key(), null).statusCode())
                    .isEqualTo(200);
            world.awaitDelivered(endpoint, 1);

            assertThat(receiver.journal()).singleElement().satisfies(message -> {
                assertMatchesItsSchema(message);
                assertThat(message.verifies(endpoint.secret())).isTrue();
                var data = JSON.readTree(message.body()).path("data");
                assertThat(data.path("documentId").asText()).isEqualTo(document.toString());
                assertThat(erased.body()).contains(data.path("erasureId").asText());
            });
        }
    }

    @Test
    void anEventIsUndoneWithTheTransactionThatWouldHaveEndedTheJob() throws Exception {
        Customer customer = world.newCustomer();
        Registered endpoint = world.register(customer, "https://1.1.1.1/hook");
        Claim claim = ledger.newClaim(customer.id());
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            completion.complete(claim, 1, List.of(), new Progress(1, 0, 0));
            status.setRollbackOnly();
        });
        assertThat(world.deliveries(endpoint, String.class, "status")).isEmpty();
        Claim newer = ledger.claim(claim.jobId());
        assertThatThrownBy(() -> completion.complete(claim, 1, List.of(), new Progress(1, 0, 0)))
                .isInstanceOf(Failure.Permanent.class);
        assertThat(world.deliveries(endpoint, String.class, "status")).isEmpty();
        completion.complete(newer, 1, List.of(), new Progress(1, 0, 0));
        assertThat(world.deliveries(endpoint, String.class, "status")).hasSize(1);
    }

    @Test
    void anUploadMayNameAUrlForItsOwnJob() throws Exception {
        Customer customer = world.newCustomer();
        try (Receiving receiver = new Receiving(Answer.status(204))) {
            HttpResponse<String> early = upload(customer, receiver.url("/mine"));
            assertThat(early.statusCode()).isEqualTo(422);
            assertThat(Requests.code(early)).isEqualTo("webhook_secret_required");
            String secret = Requests.json(world.call(customer, "POST", "/secret/rotate", null))
                    .path("secret")
                    .asText();
            assertThat(upload(customer, "https://10.0.0.1/").statusCode()).isEqualTo(422);
            HttpResponse<String> accepted = upload(customer, receiver.url("/mine"));
            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            UUID job = UUID.fromString(Requests.json(accepted).path("jobId").asText());

            Claim other = ledger.newClaim(customer.id());
            completion.complete(other, 1, List.of(), new Progress(1, 0, 0));
            completion.complete(ledger.claim(job), 1, List.of(), new Progress(1, 0, 0));
            WebhookWorld.await(() -> !receiver.journal().isEmpty());

            assertThat(receiver.journal()).singleElement().satisfies(message -> {
                assertThat(message.body()).contains(job.toString());
                assertThat(message.verifies(secret)).isTrue();
            });
            assertThat(world.call(customer, "GET", "/endpoints", null).body()).isEqualTo("{\"endpoints\":[]}");
            assertThat(deliveriesOf(customer, job)).isEqualTo(1);
            assertThat(deliveriesOf(customer, other.jobId())).isZero();
            assertThat(deliveriesOf(world.newCustomer(), job)).isZero();
        }
    }

    private int deliveriesOf(Customer customer, UUID job) throws Exception {
        return Requests.json(world.call(customer, "GET", "/deliveries?jobId=" + job, null))
                .path("deliveries")
                .size();
    }

    private HttpResponse<String> upload(Customer customer, String url) throws Exception {
        return api.call(
                "POST",
                "/v1/documents",
                customer.key(),
                "camels",
                "Content-Type",
                "text/plain",
                "Idempotency-Key",
                UUID.randomUUID().toString(),
                "X-Webhook-Url",
                url);
    }
}
