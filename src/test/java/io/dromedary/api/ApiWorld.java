package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Contract;
import io.dromedary.KeptOriginals;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.job.Claim;
import io.dromedary.job.DueJobs;
import io.dromedary.job.Leases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes tenants, acts as their clients and as a worker, and looks at what is left behind the service. */
class ApiWorld {

    static final int DIMENSIONS = 384;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Environment environment;
    private final Contract contract;
    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final DueJobs dueJobs;
    private final Leases leases;
    private final S3Client s3;
    private final String bucket;

    ApiWorld(
            Environment environment,
            JdbcClient jdbc,
            ObjectMapper json,
            DueJobs dueJobs,
            Leases leases,
            S3Client s3,
            @Value("${dromedary.store.bucket}") String bucket)
            throws IOException {
        this.environment = environment;
        this.contract = new Contract(Files.readString(Path.of("src/main/resources/openapi.yaml")));
        this.jdbc = jdbc;
        this.json = json;
        this.dueJobs = dueJobs;
        this.leases = leases;
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** A new tenant, and a client with a key of it. */
    Client newClient() throws Exception {
        UUID tenant = UUID.randomUUID();
        String key = "key-" + tenant;
        jdbc.sql("insert into tenant (id, name) values (?, ?)")
                .params(tenant, tenant.toString())
                .update();
        jdbc.sql("insert into api_key (id, tenant_id, prefix, hash) values (?, ?, ?, ?)")
                .params(
                        UUID.randomUUID(),
                        tenant,
                        "key",
                        MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)))
                .update();
        return new Client(tenant, key);
    }

    /** A job that is over or waits, made past the intake. */
    UUID insertJob(UUID tenant, String status, String createdAt) {
        UUID document = UUID.randomUUID();
        UUID job = UUID.randomUUID();
        jdbc.sql("insert into document (id, tenant_id, latest_version) values (?, ?, 1)")
                .params(document, tenant)
                .update();
        jdbc.sql("""
                        insert into document_version (document_id, version, tenant_id, object_key, media_type, size_bytes,
                                                      sha256)
                        values (?, 1, ?, ?, 'text/plain', 1, '\\x00')""").params(document, tenant, tenant + "/" + UUID.randomUUID()).update();
        jdbc.sql("""
                        insert into job (id, tenant_id, document_id, version, status, stage, created_at, due_at)
                        values (?, ?, ?, 1, ?, 'waiting', cast(? as timestamptz),
                                case when ? in ('queued', 'running') then now() end)""").params(job, tenant, document, status, createdAt, status).update();
        return job;
    }

    /** Gives the tenant quotas that it never uses up. */
    void limit(UUID tenant) {
        jdbc.sql("""
                        insert into quota (tenant_id, resource, period, allowed, starts_on)
                        select ?, resource, 'month', 1000000, period_start('month')
                        from unnest(array ['bytes', 'documents', 'tokens']) as resource""").param(tenant).update();
    }

    long used(UUID tenant, String resource) {
        return jdbc.sql("select used from quota where tenant_id = ? and resource = ?")
                .params(tenant, resource)
                .query(Long.class)
                .single();
    }

    /** Ends every job that other tests left in line. */
    void clearLine() {
        jdbc.sql("update job set status = 'cancelled', due_at = null, handed_at = null where due_at is not null")
                .update();
    }

    /** Makes what was completed too old to tell how long jobs take. */
    void ageCompletedJobs() {
        jdbc.sql("update job set finished_at = finished_at - interval '1 day' where status = 'completed'")
                .update();
    }

    void set(UUID job, String assignments) {
        jdbc.sql("update job set " + assignments + " where id = ?").param(job).update();
    }

    List<UUID> handOut() {
        return dueJobs.handOut(10_000);
    }

    Claim claim(UUID job) {
        set(job, "handed_at = now(), due_at = now() + interval '1 minute'");
        return Objects.requireNonNull(leases.claim(job));
    }

    static List<EmbeddedChunk> batch(int first) {
        return IntStream.range(first, first + 20)
                .mapToObj(i -> {
                    String text = "Oasis number %d lies behind the dunes.".formatted(i);
                    float[] vector = new float[DIMENSIONS];
                    vector[i % DIMENSIONS] = 1;
                    return new EmbeddedChunk(
                            i, text, i * 40, i * 40 + text.length(), 0, 0, List.of(), 9, ContentHash.of(text), vector);
                })
                .toList();
    }

    long count(String from, Object... params) {
        return jdbc.sql("select count(*) from " + from)
                .params(List.of(params))
                .query(Long.class)
                .single();
    }

    /** Status, actor and cause of each event of a job, in order. */
    List<String> events(UUID job) {
        return jdbc.sql("select concat_ws(' ', status, actor, cause) from job_event where job_id = ? order by id")
                .param(job)
                .query(String.class)
                .list();
    }

    List<Long> eventIds(UUID job) {
        return jdbc.sql("select id from job_event where job_id = ? order by id")
                .param(job)
                .query(Long.class)
                .list();
    }

    /** The keys of the originals of a tenant. */
    List<String> originals(UUID tenant) {
        return KeptOriginals.keys(s3, bucket, jdbc, tenant + "/");
    }

    /** A client of the API with the key of one tenant. */
    final class Client {

        final UUID tenant;
        private final String key;

        private Client(UUID tenant, String key) {
            this.tenant = tenant;
            this.key = key;
        }

        HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:%s%s".formatted(environment.getProperty("local.server.port"), path)))
                    .header("Authorization", "Bearer " + key);
        }

        HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
            HttpRequest asked = request.build();
            HttpResponse<String> answer = http.send(asked, BodyHandlers.ofString());
            contract.assertCovers(asked.method(), asked.uri().getPath(), answer);
            return answer;
        }

        HttpResponse<String> get(String path) throws Exception {
            return send(to(path));
        }

        HttpResponse<String> delete(UUID job) throws Exception {
            return send(to("/v1/jobs/" + job).DELETE());
        }

        /** The job as it is shown. */
        JsonNode job(UUID job) throws Exception {
            return body(get("/v1/jobs/" + job), 200);
        }

        /** Uploads Markdown; the id of its job. */
        UUID upload(String text) throws Exception {
            HttpResponse<String> answer = send(to("/v1/documents")
                    .header("Content-Type", "text/markdown")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .POST(BodyPublishers.ofString(text)));
            return UUID.fromString(body(answer, 202).path("jobId").asText());
        }

        /** How many passages a question finds. */
        int hits(String question) throws Exception {
            String request = json.writeValueAsString(Map.of("query", question, "limit", 100));
            return body(send(to("/v1/search").POST(BodyPublishers.ofString(request))), 200)
                    .path("hits")
                    .size();
        }

        EventReader events(UUID job, @Nullable Long lastEventId) throws Exception {
            HttpRequest.Builder request = to("/v1/jobs/%s/events".formatted(job));
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId.toString());
            }
            return new EventReader(http.send(request.build(), BodyHandlers.ofInputStream()));
        }

        JsonNode body(HttpResponse<String> answer, int status) throws Exception {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            return json.readTree(answer.body());
        }
    }
}
