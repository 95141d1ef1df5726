package io.dromedary.camel;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.when;

import dev.langchain4j.model.embedding.EmbeddingModel;
import io.dromedary.Dromedary;
import io.dromedary.api.EventStreams;
import io.dromedary.api.JobWaits;
import io.dromedary.api.JsonBody;
import io.dromedary.audit.AuditChain;
import io.dromedary.audit.AuditLog;
import io.dromedary.audit.AuditVerifier;
import io.dromedary.audit.JobRecords;
import io.dromedary.chunk.DocumentReader;
import io.dromedary.deadletter.DeadLetters;
import io.dromedary.deadletter.DeadMessages;
import io.dromedary.deadletter.OperatorDeadLetters;
import io.dromedary.deadletter.Replays;
import io.dromedary.deliver.ChunkWriter;
import io.dromedary.deliver.JobCancellation;
import io.dromedary.deliver.JobCompletion;
import io.dromedary.deliver.JobFailure;
import io.dromedary.dispatch.Dispatcher;
import io.dromedary.dispatch.DueSignal;
import io.dromedary.document.Documents;
import io.dromedary.document.Originals;
import io.dromedary.embed.BatchTotals;
import io.dromedary.embed.Embedder;
import io.dromedary.embed.Recipes;
import io.dromedary.embed.Recipes.QueryRecipe;
import io.dromedary.erase.Erasures;
import io.dromedary.erase.Expiry;
import io.dromedary.erase.ReceiptKey;
import io.dromedary.erase.ReceiptText;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Problems;
import io.dromedary.generation.GenerationBuilder;
import io.dromedary.generation.GenerationRemoval;
import io.dromedary.generation.OperatorGenerations;
import io.dromedary.housekeeping.JobRetention;
import io.dromedary.housekeeping.Reconciler;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Generation;
import io.dromedary.index.PublishedChunks;
import io.dromedary.index.PublishedDocuments;
import io.dromedary.intake.DocumentIntake;
import io.dromedary.intake.UploadAnswers;
import io.dromedary.intake.Uploads;
import io.dromedary.job.Claim;
import io.dromedary.job.DueJobs;
import io.dromedary.job.JobList;
import io.dromedary.job.JobQueue;
import io.dromedary.job.JobViews;
import io.dromedary.job.Leases;
import io.dromedary.job.UploadClaims;
import io.dromedary.job.WorkSlots;
import io.dromedary.observe.Figures;
import io.dromedary.observe.LineMetrics;
import io.dromedary.passthrough.PartDeliveries;
import io.dromedary.passthrough.Results;
import io.dromedary.passthrough.Retentions;
import io.dromedary.passthrough.SealedUploads;
import io.dromedary.poll.DropBucket;
import io.dromedary.poll.DropFolder;
import io.dromedary.poll.Sources;
import io.dromedary.preview.Previews;
import io.dromedary.search.ChunkList;
import io.dromedary.search.ChunkSearch;
import io.dromedary.search.Ranking;
import io.dromedary.store.ObjectRemovals;
import io.dromedary.store.ObjectStore;
import io.dromedary.store.StoredOriginals;
import io.dromedary.tenant.AdminKey;
import io.dromedary.tenant.AdminRequests;
import io.dromedary.tenant.ApiKeys;
import io.dromedary.tenant.IssuedKeys;
import io.dromedary.tenant.RequestRate;
import io.dromedary.tenant.RequestRates;
import io.dromedary.tenant.Tenant;
import io.dromedary.tenant.Tenants;
import io.dromedary.webhook.DeliveryLog;
import io.dromedary.webhook.DeliveryOutcomes;
import io.dromedary.webhook.DeliveryReplays;
import io.dromedary.webhook.DueDeliveries;
import io.dromedary.webhook.EndpointSecrets;
import io.dromedary.webhook.WebhookEndpoints;
import io.dromedary.webhook.WebhookHosts;
import io.dromedary.webhook.WebhookPurge;
import io.dromedary.webhook.WebhookRequests;
import io.dromedary.webhook.WebhookSignal;
import io.dromedary.webhook.WebhookSigner;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The routes as they run, cut off from broker, database, object store and model: the endpoints that lead there are
 * woven to {@code direct:} and {@code mock:}, the beans that would use them are replaced. HTTP is real. One context
 * serves all tests.
 */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(
        classes = WovenRoutes.Service.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=-1",
            "camel.main.run-controller=false",
            "camel.main.shutdown-timeout=1",
            // What is configured is not started.
            "spring.rabbitmq.addresses=woven",
            "spring.datasource.url=jdbc:postgresql:woven",
            // There is no database to ask.
            "management.endpoint.health.validate-group-membership=false",
            "dromedary.store.endpoint=http://woven"
        })
abstract class WovenRoutes {

    static final String KEY = "Bearer a-key-of-the-tests";

    static final Tenant TENANT = new Tenant(UUID.fromString("7f000000-0000-4000-8000-000000000001"), "tests");

    static final Generation GENERATION = new Generation(1, new EmbeddingSpace(1, 2), "");

    static final Claim CLAIM = new Claim(
            UUID.fromString("10b00000-0000-4000-8000-000000000001"),
            TENANT.id(),
            UUID.fromString("d0c00000-0000-4000-8000-000000000001"),
            1,
            1,
            1,
            "tests/original",
            "field-guide.md",
            "text/markdown",
            1);

    @Autowired
    CamelContext camel;

    @Autowired
    ProducerTemplate template;

    @LocalServerPort
    int port;

    @MockitoBean(name = "s3Client")
    S3Client s3Client;

    @MockitoBean(name = "routeS3Client")
    S3Client routeS3Client;

    @MockitoBean(name = "rabbitConnectionFactory")
    ConnectionFactory rabbitConnectionFactory;

    @MockitoBean(name = "embeddingModel")
    EmbeddingModel embeddingModel;

    @MockitoBean(name = "recipes")
    Recipes recipes;

    @MockitoBean(name = "generationBuilder")
    GenerationBuilder generationBuilder;

    @MockitoBean(name = "operatorGenerations")
    OperatorGenerations operatorGenerations;

    @MockitoBean(name = "generationRemoval")
    GenerationRemoval generationRemoval;

    @MockitoBean(name = "apiKeys")
    ApiKeys apiKeys;

    @MockitoBean(name = "requestRates")
    RequestRates requestRates;

    @MockitoBean(name = "adminKey")
    AdminKey adminKey;

    @MockitoBean(name = "adminRequests")
    AdminRequests adminRequests;

    @MockitoBean(name = "tenants")
    Tenants tenants;

    @MockitoBean(name = "issuedKeys")
    IssuedKeys issuedKeys;

    @MockitoBean(name = "documentIntake")
    DocumentIntake documentIntake;

    @MockitoBean(name = "uploadClaims")
    UploadClaims uploadClaims;

    @MockitoBean(name = "ranking")
    Ranking ranking;

    @MockitoBean(name = "publishedChunks")
    PublishedChunks publishedChunks;

    @MockitoBean(name = "previews")
    Previews previews;

    @MockitoBean(name = "dueSignal")
    DueSignal dueSignal;

    @MockitoBean(name = "dispatcher")
    Dispatcher dispatcher;

    @MockitoBean(name = "dueJobs")
    DueJobs dueJobs;

    @MockitoBean(name = "leases")
    Leases leases;

    @MockitoBean(name = "documentReader")
    DocumentReader documentReader;

    @MockitoBean(name = "embedder")
    Embedder embedder;

    @MockitoBean(name = "sealedUploads")
    SealedUploads sealedUploads;

    @MockitoBean(name = "results")
    Results results;

    @MockitoBean(name = "partDeliveries")
    PartDeliveries partDeliveries;

    @MockitoBean(name = "retentions")
    Retentions retentions;

    @MockitoBean(name = "chunkWriter")
    ChunkWriter chunkWriter;

    @MockitoBean(name = "jobCompletion")
    JobCompletion jobCompletion;

    @MockitoBean(name = "jobFailure")
    JobFailure jobFailure;

    @MockitoBean(name = "objectStore")
    ObjectStore objectStore;

    @MockitoBean(name = "storedOriginals")
    StoredOriginals storedOriginals;

    @MockitoBean(name = "jobRetention")
    JobRetention jobRetention;

    @MockitoBean(name = "reconciler")
    Reconciler reconciler;

    @MockitoBean(name = "deadLetters")
    DeadLetters deadLetters;

    @MockitoBean(name = "replays")
    Replays replays;

    @MockitoBean(name = "operatorDeadLetters")
    OperatorDeadLetters operatorDeadLetters;

    @MockitoBean(name = "deadMessages")
    DeadMessages deadMessages;

    @MockitoBean(name = "jobCancellation")
    JobCancellation jobCancellation;

    @MockitoBean(name = "jobQueue")
    JobQueue jobQueue;

    @MockitoBean(name = "jobWaits")
    JobWaits jobWaits;

    @MockitoBean(name = "eventStreams")
    EventStreams eventStreams;

    @MockitoBean(name = "publishedDocuments")
    PublishedDocuments publishedDocuments;

    @MockitoBean(name = "jobList")
    JobList jobList;

    @MockitoBean(name = "dropFolder")
    DropFolder dropFolder;

    @MockitoBean(name = "dropBucket")
    DropBucket dropBucket;

    @MockitoBean(name = "sources")
    Sources sources;

    @MockitoBean(name = "figures")
    Figures figures;

    @MockitoBean(name = "lineMetrics")
    LineMetrics lineMetrics;

    @MockitoBean(name = "routeOperations")
    RouteOperations routeOperations;

    @MockitoBean(name = "jobRecords")
    JobRecords jobRecords;

    @MockitoBean(name = "auditLog")
    AuditLog auditLog;

    @MockitoBean(name = "auditVerifier")
    AuditVerifier auditVerifier;

    @MockitoBean(name = "auditChain")
    AuditChain auditChain;

    @MockitoBean(name = "documents")
    Documents documents;

    @MockitoBean(name = "originals")
    Originals originals;

    @MockitoBean(name = "objectRemovals")
    ObjectRemovals objectRemovals;

    @MockitoBean(name = "erasures")
    Erasures erasures;

    @MockitoBean(name = "expiry")
    Expiry expiry;

    @MockitoBean(name = "receiptKey")
    ReceiptKey receiptKey;

    @MockitoBean(name = "receiptText")
    ReceiptText receiptText;

    @MockitoBean(name = "webhookRequests")
    WebhookRequests webhookRequests;

    @MockitoBean(name = "webhookEndpoints")
    WebhookEndpoints webhookEndpoints;

    @MockitoBean(name = "endpointSecrets")
    EndpointSecrets endpointSecrets;

    @MockitoBean(name = "deliveryReplays")
    DeliveryReplays deliveryReplays;

    @MockitoBean(name = "deliveryLog")
    DeliveryLog deliveryLog;

    @MockitoBean(name = "webhookHosts")
    WebhookHosts webhookHosts;

    @MockitoBean(name = "dueDeliveries")
    DueDeliveries dueDeliveries;

    @MockitoBean(name = "webhookSignal")
    WebhookSignal webhookSignal;

    @MockitoBean(name = "webhookSigner")
    WebhookSigner webhookSigner;

    @MockitoBean(name = "deliveryOutcomes")
    DeliveryOutcomes deliveryOutcomes;

    @MockitoBean(name = "webhookPurge")
    WebhookPurge webhookPurge;

    @MockitoBean(name = "guardedHttpClient")
    CloseableHttpClient guardedHttpClient;

    /** Not marked as a configuration, so that no test of the whole service finds it by scanning. */
    @EnableAutoConfiguration(
            exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class, RabbitAutoConfiguration.class})
    @ConfigurationPropertiesScan(basePackageClasses = Uploads.class)
    @ComponentScan(
            basePackageClasses = Dromedary.class,
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.ASSIGNABLE_TYPE,
                            classes = {
                                ApiBinding.class,
                                CamelPageText.class,
                                FoundObjects.class,
                                LogContext.class,
                                RouteRoles.class,
                                Problems.class,
                                UploadAnswers.class,
                                Uploads.class,
                                JobViews.class,
                                WorkSlots.class,
                                ChunkSearch.class,
                                JsonBody.class,
                                ChunkList.class,
                                BatchTotals.class
                            }))
    static class Service {}

    @BeforeEach
    void start() throws Exception {
        if (!camel.isStarted()) {
            when(dropFolder.configured()).thenReturn(true);
            when(dropBucket.configured()).thenReturn(true);
            weave();
            camel.start();
        }
        doAnswer(call -> tenant(call.getArgument(0))).when(apiKeys).authenticate(any());
        doAnswer(call -> call.getArgument(0)).when(jobQueue).place(any());
        when(recipes.concurrency(any())).thenReturn(1);
        when(recipes.ofQueries()).thenReturn(new QueryRecipe(GENERATION, "embeddingModel"));
        doAnswer(call -> call.getArgument(1)).when(sealedUploads).open(any(), any());
        doReturn(new RequestRate(600, Duration.ofMinutes(1), 599, Duration.ofMillis(100), Duration.ZERO))
                .when(requestRates)
                .count(TENANT);
    }

    private static Tenant tenant(@Nullable String authorization) {
        if (KEY.equals(authorization)) {
            return TENANT;
        }
        throw new Failure.Permanent(ErrorCode.UNAUTHORIZED, "Send Authorization: Bearer and a valid API key");
    }

    @AfterEach
    void forget() {
        MockEndpoint.resetMocks(camel);
    }

    private void weave() throws Exception {
        for (var entrance : Map.ofEntries(
                        Map.entry("process-document", "direct:job-queue"),
                        Map.entry("dispatch-jobs", "direct:due"),
                        Map.entry("poll-folder", "direct:found-file"),
                        Map.entry("poll-bucket", "direct:found-object"),
                        Map.entry("expire-jobs", "direct:expiry-time"),
                        Map.entry("purge-keys", "direct:purge-time"),
                        Map.entry("purge-webhooks", "direct:purge-webhooks-time"),
                        Map.entry("deliver-webhook", "direct:deliveries"),
                        Map.entry("renew-claims", "direct:claims-time"),
                        Map.entry("renew-leases", "direct:renewal-time"),
                        Map.entry("collect-dead-messages", "direct:dead-queue"),
                        Map.entry("measure-line", "direct:measure-time"),
                        Map.entry("purge-jobs", "direct:retention-time"),
                        Map.entry("reconcile-ledger", "direct:reconcile-time"),
                        Map.entry("build-generation", "direct:build-time"),
                        Map.entry("remove-generation", "direct:removal-time"))
                .entrySet()) {
            AdviceWith.adviceWith(camel, entrance.getKey(), route -> route.replaceFromWith(entrance.getValue()));
        }
        for (var step : Map.of(
                        "open-document", "fetch-original",
                        "fail-job", "remove-original",
                        "find-job", "read-job",
                        "search-generation", "embed-query")
                .entrySet()) {
            AdviceWith.adviceWith(
                    camel,
                    step.getKey(),
                    route -> route.weaveById(step.getValue()).replace().to("mock:" + step.getValue()));
        }
        AdviceWith.adviceWith(
                camel,
                "accept-document",
                route -> route.weaveById("accept-upload").before().to("mock:accept-upload"));
    }

    /** What arrived at a woven step, and what it answers. */
    MockEndpoint mock(String step) {
        return camel.getEndpoint("mock:" + step, MockEndpoint.class);
    }
}
