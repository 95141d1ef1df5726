package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.api.ApiWorld.Client;
import io.dromedary.job.Claim;
import io.dromedary.job.Endings;
import io.dromedary.job.Progress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@WithJobsApi
class ListJobsIT {

    @Autowired
    private ApiWorld world;

    @Autowired
    private Endings endings;

    private Client client;

    @BeforeEach
    void newTenant() throws Exception {
        client = world.newClient();
    }

    @Test
    void everyJobIsOnOnePageNewestFirstWhateverIsAcceptedMeanwhile() throws Exception {
        List<UUID> all = new ArrayList<>();
        for (int second = 10; second < 15; second++) {
            all.add(insert("completed", "2025-11-03T09:00:%d.123456Z".formatted(second)));
        }
        for (int i = 0; i < 5; i++) {
            all.add(insert("failed", "2025-11-03T09:00:20Z"));
        }
        List<UUID> seen = new ArrayList<>();
        JsonNode page = list("?limit=3");
        while (true) {
            page.path("jobs")
                    .forEach(job -> seen.add(UUID.fromString(job.path("jobId").asText())));
            if (page.path("nextCursor").isNull()) {
                break;
            }
            insert("completed", "2025-11-03T10:00:00Z");
            page = list("?limit=3&cursor=" + page.path("nextCursor").asText());
        }
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
        List<UUID> oldestLast = new ArrayList<>(all.subList(0, 5));
        Collections.reverse(oldestLast);
        assertThat(seen.subList(5, 10)).isEqualTo(oldestLast);
    }

    @Test
    void aFullLastPageHasNoNextOne() throws Exception {
        insert("completed", "2025-11-03T09:00:00Z");
        insert("completed", "2025-11-03T09:00:01Z");
        assertThat(list("?limit=2").path("nextCursor").isNull()).isTrue();
        assertThat(list("?limit=1").path("nextCursor").isTextual()).isTrue();
    }

    @Test
    void filtersByStatusDocumentAndTime() throws Exception {
        UUID completed = insert("completed", "2025-11-03T09:00:00.000001Z");
        UUID failed = insert("failed", "2025-11-03T09:00:01Z");
        UUID dead = insert("dead", "2025-11-03T09:00:02Z");
        assertThat(ids("?status=failed")).containsExactly(failed);
        assertThat(ids("?status=failed,dead")).containsExactly(dead, failed);
        assertThat(ids("?createdAfter=2025-11-03T09:00:00Z")).containsExactly(dead, failed, completed);
        assertThat(ids("?createdAfter=2025-11-03T09:00:00.000001Z")).containsExactly(dead, failed);
        assertThat(ids("?documentId=" + client.job(failed).path("documentId").asText()))
                .containsExactly(failed);
        assertThat(ids("?documentId=" + UUID.randomUUID())).isEmpty();
    }

    @Test
    void showsAJobAsItIsShownAlone() throws Exception {
        UUID job = insert("failed", "2025-11-03T09:00:01.5Z");
        assertThat(list("").at("/jobs/0")).isEqualTo(client.job(job));
        assertThat(client.job(job).path("createdAt").asText()).isEqualTo("2025-11-03T09:00:01.500Z");
    }

    @Test
    void showsNothingOfOtherTenants() throws Exception {
        insert("completed", "2025-11-03T09:00:00Z");
        Client other = world.newClient();
        UUID own = world.insertJob(other.tenant, "completed", "2025-11-02T09:00:00Z");
        assertThat(other.body(other.get("/v1/jobs"), 200).path("jobs")).hasSize(1);
        assertThat(other.body(other.get("/v1/jobs"), 200).at("/jobs/0/jobId").asText())
                .isEqualTo(own.toString());
    }

    @Test
    void aCursorOfAnotherTenantShowsOwnJobsOnly() throws Exception {
        insert("completed", "2025-11-03T09:00:00Z");
        insert("completed", "2025-11-03T09:00:01Z");
        String cursor = list("?limit=1").path("nextCursor").asText();
        Client other = world.newClient();
        assertThat(other.body(other.get("/v1/jobs?cursor=" + cursor), 200).path("jobs"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=failed",
                "limit=0",
                "limit=1&limit=2",
                "cursor=x",
                "Authorization=Bearer+x",
                "tenantId=0f8fad5b-d9cb-469f-a165-70867728950e",
                "CamelHttpUri=http://127.0.0.1/"
            })
    void refusesParametersThatItDoesNotKnow(String query) throws Exception {
        HttpResponse<String> answer = client.get("/v1/jobs?" + query);
        assertThat(client.body(answer, 400).path("code").asText()).isEqualTo("invalid_request");
    }

    @Test
    void aParameterNeverStandsInForAHeader() throws Exception {
        HttpResponse<String> answer =
                client.send(client.to("/v1/jobs?Authorization=x").setHeader("Authorization", "Bearer nobody"));
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void othersAreToldTheSameOfAJobAsOfAnUnknownId() throws Exception {
        UUID job = insert("completed", "2025-11-03T09:00:00Z");
        Client other = world.newClient();
        HttpResponse<String> unknown = other.get("/v1/jobs/" + UUID.randomUUID());
        assertThat(unknown.statusCode()).isEqualTo(404);
        for (String path : List.of("/v1/jobs/" + job, "/v1/jobs/" + job + "/events", "/v1/jobs/none/events")) {
            HttpResponse<String> answer = other.get(path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(unknown.body());
        }
    }

    @Test
    void placesFollowTheOrderInWhichJobsAreHandedOut() throws Exception {
        world.clearLine();
        List<Client> clients = List.of(client, world.newClient(), world.newClient());
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Client owner = clients.get(i % 5 % 3);
            UUID job = world.insertJob(owner.tenant, "queued", "2025-11-03T09:00:%02dZ".formatted(i));
            world.set(job, "priority = " + (i % 4 == 0 ? 0 : 1));
            jobs.add(job);
        }
        List<UUID> shown = new ArrayList<>(Collections.nCopies(12, new UUID(0, 0)));
        for (int i = 0; i < 12; i++) {
            shown.set(
                    clients.get(i % 5 % 3)
                                    .job(jobs.get(i))
                                    .at("/queue/position")
                                    .asInt()
                            - 1,
                    jobs.get(i));
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(world.handOut()).isEqualTo(shown);
        world.clearLine();
    }

    @Test
    void theExpectedStartFollowsFromWhatIsInWorkAndHowLongJobsTook() throws Exception {
        world.clearLine();
        UUID first = world.insertJob(client.tenant, "queued", "2025-11-03T09:00:00Z");
        assertThat(client.job(first).at("/queue/position").asInt()).isEqualTo(1);
        assertThat(client.job(first).at("/queue/expectedStartAt").isNull()).isTrue();
        world.ageCompletedJobs();
        for (int i = 0; i < 2; i++) {
            UUID done = client.upload("# Done");
            endings.complete(world.claim(done), Progress.NONE);
            world.set(done, "started_at = finished_at - interval '%d seconds'".formatted(10 + 20 * i));
            world.claim(client.upload("# In work"));
        }
        UUID second = world.insertJob(client.tenant, "queued", "2025-11-03T09:00:01Z");
        JsonNode place = client.job(second).path("queue");
        assertThat(place.path("position").asInt()).isEqualTo(2);
        assertThat(Duration.between(
                        Instant.now(),
                        Instant.parse(place.path("expectedStartAt").asText())))
                .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(25));
        world.clearLine();
    }

    @Test
    void aJobInTheBrokerStandsBeforeTheLineAndOneInWorkNowhere() throws Exception {
        world.clearLine();
        UUID handed = world.insertJob(client.tenant, "queued", "2025-11-03T09:00:05Z");
        assertThat(world.handOut()).containsExactly(handed);
        UUID waiting = world.insertJob(client.tenant, "queued", "2025-11-03T09:00:00Z");
        UUID later = world.insertJob(client.tenant, "queued", "2025-11-03T08:00:00Z");
        world.set(later, "due_at = now() + interval '1 hour'");
        assertThat(client.job(handed).at("/queue/position").asInt()).isEqualTo(1);
        assertThat(client.job(handed).path("dueAt").isNull()).isTrue();
        assertThat(client.job(waiting).at("/queue/position").asInt()).isEqualTo(2);
        assertThat(client.job(later).path("queue").isNull()).isTrue();
        assertThat(client.job(later).path("dueAt").asText()).isNotEmpty();
        Claim claim = world.claim(waiting);
        JsonNode running = client.job(claim.jobId());
        assertThat(running.path("queue").isNull()).isTrue();
        assertThat(running.path("startedAt").asText()).isNotEmpty();
        world.clearLine();
    }

    private UUID insert(String status, String createdAt) {
        return world.insertJob(client.tenant, status, createdAt);
    }

    private JsonNode list(String query) throws Exception {
        return client.body(client.get("/v1/jobs" + query), 200);
    }

    private List<UUID> ids(String query) throws Exception {
        List<UUID> ids = new ArrayList<>();
        list(query)
                .path("jobs")
                .forEach(job -> ids.add(UUID.fromString(job.path("jobId").asText())));
        return ids;
    }
}
