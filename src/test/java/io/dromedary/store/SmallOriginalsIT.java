package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.Ledger;
import io.dromedary.StoredObjects;
import io.dromedary.Together;
import io.dromedary.WithApi;
import io.dromedary.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What is small lies in the ledger while it is kept, and nowhere else; all the rest lies in the object store. */
@WithApi
class SmallOriginalsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int SMALL = 16 * 1024;

    private static final String BROKEN = "%PDF-1.7 this is no PDF at all";

    @Autowired
    private Caller caller;

    @Autowired
    private Ledger ledger;

    @Autowired
    private StoredObjects stored;

    @Autowired
    private ObjectStore store;

    @ParameterizedTest
    @CsvSource({"1, true", "2500, true", "16384, true", "2500, false", "16384, false"})
    void theLedgerTakesWhatIsSmallAndTheObjectStoreNothing(int size, boolean announced) throws Exception {
        byte[] content = content(size);
        int before = stored.begun();
        UUID document = documentOf(upload(body(content, announced)));

        assertThat(stored.begun()).isEqualTo(before);
        assertThat(store.exists(keyOf(document, 1))).isFalse();
        assertThat(ofVersion(byte[].class, "content", document, 1)).isEqualTo(content);
        assertThat(endOf(document)).isEqualTo("completed");
        assertThat(original(document)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theObjectStoreTakesWhatIsOneByteLarger(boolean announced) throws Exception {
        byte[] content = content(SMALL + 1);
        UUID document = documentOf(upload(body(content, announced)));

        assertThat(store.exists(keyOf(document, 1))).isTrue();
        assertThat(small(document, 1)).isFalse();
        assertThat(endOf(document)).isEqualTo("completed");
        assertThat(original(document)).isEqualTo(content);
    }

    @Test
    void whatIsRepeatedIsReplayedAndMakesNoSecondRow() throws Exception {
        String key = UUID.randomUUID().toString();
        String text = "What is repeated, " + key;
        Answer first = caller.send(
                caller.upload(key, text).header("Content-Type", "text/plain").header("X-External-Id", key));
        Answer second = caller.send(
                caller.upload(key, text).header("Content-Type", "text/plain").header("X-External-Id", key));

        assertThat(first.status()).isEqualTo(202);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.jobId()).isEqualTo(first.jobId());
        assertThat(ledger.count("document_version where document_id = ?", documentOf(first)))
                .isOne();
        Answer other = caller.send(caller.upload(key, text + "!")
                .header("Content-Type", "text/plain")
                .header("X-External-Id", key));
        assertThat(other.get("code")).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED.code());
    }

    @Test
    void ofManyUploadsOfOneKeyAtOnceOneIsTaken() throws Exception {
        String key = UUID.randomUUID().toString();
        List<Answer> answers = Together.call(90, () -> caller.send(caller.upload(key, "What is sent by many")));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(202));
        assertThat(answers)
                .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
                .hasSize(1);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(ledger.count("document_version where document_id = ?", documentOf(answers.get(0))))
                .isOne();
        assertThat(ledger.count("idempotency_key where key = ?", key)).isOne();
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "100, 20000", "20000, 100"})
    void aReplacedOriginalIsGoneWhereverItLay(int oldSize, int newSize) throws Exception {
        String name = "replaced-" + UUID.randomUUID();
        UUID document = documentOf(upload(name, body(content(oldSize), true)));
        assertThat(endOf(document)).isEqualTo("completed");
        byte[] content = content(newSize);
        upload(name, body(content, true));
        assertThat(endOf(document)).isEqualTo("completed");

        assertThat(small(document, 1)).isFalse();
        Awaitility.await().atMost(PATIENCE).until(() -> !store.exists(keyOf(document, 1)));
        assertThat(ledger.count("object_removal where object_key = ?", keyOf(document, 1)))
                .isZero();
        assertThat(original(document)).isEqualTo(content);
    }

    @Test
    void anOriginalIsGoneWithAJobThatFailed() throws Exception {
        UUID document = documentOf(upload(BodyPublishers.ofString(BROKEN)));

        assertThat(endOf(document)).isEqualTo("failed");
        assertThat(small(document, 1)).isFalse();
    }

    @Test
    void anOriginalIsGoneWithAJobThatWasCancelledOrSetAsideAndGivenUp() throws Exception {
        for (String end : new String[] {"dead", "cancelled", "failed"}) {
            UUID document = documentOf(upload(body(content(100), true)));
            assertThat(endOf(document)).isEqualTo("completed");
            ledger.set(jobOf(document), "status = '%s'".formatted(end));
            assertThat(small(document, 1)).as(end).isEqualTo(end.equals("dead"));
        }
    }

    @Test
    void anErasedOriginalIsCountedAndGone() throws Exception {
        UUID document = documentOf(upload(body(content(100), true)));
        assertThat(endOf(document)).isEqualTo("completed");
        Answer erasure = caller.send(caller.request("/v1/documents/" + document).DELETE());

        assertThat(erasure.status()).as(erasure.body()).isEqualTo(200);
        assertThat(erasure.body()).contains("\"objects\":1");
        assertThat(ledger.count("document_version where document_id = ?", document))
                .isZero();
        assertThat(caller.http
                        .send(
                                caller.request("/v1/documents/" + document + "/original")
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) 'a');
        byte[] begin = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(begin, 0, content, 0, Math.min(begin.length, size));
        return content;
    }

    private static BodyPublisher body(byte[] content, boolean announced) {
        return announced
                ? BodyPublishers.ofByteArray(content)
                : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    }

    private Answer upload(BodyPublisher body) throws Exception {
        return upload("small-" + UUID.randomUUID(), body);
    }

    private Answer upload(String externalId, BodyPublisher body) throws Exception {
        Answer answer =
                caller.send(caller.upload(UUID.randomUUID().toString(), body).header("X-External-Id", externalId));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer;
    }

    private static UUID documentOf(Answer answer) {
        return UUID.fromString(answer.get("documentId"));
    }

    private String keyOf(UUID document, int version) {
        return ofVersion(String.class, "object_key", document, version);
    }

    private boolean small(UUID document, int version) {
        return ofVersion(Boolean.class, "content is not null", document, version);
    }

    private <T> T ofVersion(Class<T> type, String column, UUID document, int version) {
        return ledger.value(
                type,
                "select %s from document_version where document_id = ? and version = ?".formatted(column),
                document,
                version);
    }

    private UUID jobOf(UUID document) {
        return ledger.value(
                UUID.class, "select id from job where document_id = ? order by version desc limit 1", document);
    }

    /** The status of the newest job, once it is over. */
    private String endOf(UUID document) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> ledger.value(String.class, "select status from job where id = ?", jobOf(document)),
                        status -> !status.equals("queued") && !status.equals("running"));
    }

    private byte[] original(UUID document) throws Exception {
        return caller.http
                .send(caller.request("/v1/documents/" + document + "/original").build(), BodyHandlers.ofByteArray())
                .body();
    }
}
