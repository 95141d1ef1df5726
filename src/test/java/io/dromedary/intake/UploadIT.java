package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.Ledger;
import io.dromedary.WithApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.services.s3.S3Client;

@WithApi
class UploadIT {

    @Autowired
    private Caller api;

    @Autowired
    private Ledger ledger;

    @Autowired
    private S3Client s3;

    private final String key = UUID.randomUUID().toString();
    private List<String> before = List.of();

    @BeforeEach
    void look() {
        before = api.originals();
    }

    private void assertNothingNew() {
        assertThat(before).containsAll(api.originals());
    }

    @Test
    void everyOptionWorksAsHeader() throws Exception {
        Answer answer = api.send(api.upload(key, "hello")
                .header("X-Priority", "high")
                .header("X-External-Id", "doc " + key)
                .header("X-Filename", "na%C3%AFve.md"));
        assertAccepted(answer);
    }

    @Test
    void everyOptionWorksAsFieldBehindTheDocument() throws Exception {
        Answer answer = api.send(api.request("/v1/documents")
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(BodyPublishers.ofString(part("document", "hello")
                        + part("idempotencyKey", key)
                        + part("priority", "high")
                        + part("externalId", "doc " + key)
                        + part("filename", "na\u00efve.md")
                        + "--xyz--\r\n")));
        assertAccepted(answer);
    }

    private void assertAccepted(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + answer.jobId());
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        assertThat(answer.get("status")).isEqualTo("queued");
        assertThat(ledger.count("""
                        job j join document d on d.id = j.document_id
                        join document_version v on v.document_id = j.document_id and v.version = j.version
                        where j.id = ? and j.priority = 0 and d.external_id = ? and v.filename = ?
                        and v.media_type = 'text/markdown'""", answer.jobId(), "doc " + key, "na\u00efve.md"))
                .isOne();
    }

    @Test
    void theSameExternalIdIsTheNextVersionOfTheSameDocument() throws Exception {
        Answer first = api.send(api.upload(key + 1, "one").header("X-External-Id", key));
        Answer second = api.send(api.upload(key + 2, "two").header("X-External-Id", key));
        Answer other = api.send(api.upload(key + 3, "two"));
        assertThat(second.get("documentId")).isEqualTo(first.get("documentId")).isNotEqualTo(other.get("documentId"));
        assertThat(second.get("jobId")).isNotEqualTo(first.get("jobId"));
        assertThat(ledger.value(
                        Integer.class,
                        "select latest_version from document where id = ?::uuid",
                        first.get("documentId")))
                .isEqualTo(2);
    }

    @Test
    void aPatientClientGetsTheJobAsItEnded() throws Exception {
        Answer answer = api.send(api.upload(key, "Some words to embed").header("Prefer", "wait=30"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");
        assertThat(answer.get("status")).isEqualTo("completed");
        assertThat(answer.get("progress.chunks")).isEqualTo("1");
        assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + answer.jobId());
    }

    @ParameterizedTest
    @CsvSource({
        "X-Passthrough, perhaps, true or false",
        "X-Passthrough, '', true or false",
        "X-Passthrough, TRUE, X-Webhook-Url",
        "X-Vectors, json, X-Passthrough",
        "X-Webhook-Url, ftp://example.org/, https",
        "X-Webhook-Url, /hook, https",
        "X-Webhook-Url, https://a b/, no URL",
        "X-Priority, '', 'high, normal or low'",
        "X-External-Id, '', visible characters",
        "X-Priority, urgent, 'high, normal or low'",
        "X-Filename, 100%, percent-encoded",
        "Content-Type, multipart/form-data, boundary",
        "Content-Type, multipart/mixed; boundary=x, multipart/form-data",
    })
    void refusesWhatItCannotKeep(String header, String value, String detail) throws Exception {
        Answer answer = api.send(api.upload(key, "hello").header(header, value));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.get("code")).isEqualTo("invalid_request");
        assertThat(answer.get("detail")).contains(detail);
        assertNothingNew();
    }

    @Test
    void aValueInBracketsIsNoList() throws Exception {
        Answer answer = api.send(api.upload(key, "hello").header("X-External-Id", "[a,b] " + key));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(ledger.count("document where external_id = ?", "[a,b] " + key))
                .isOne();
    }

    @Test
    void refusesASecondDocumentAndRemovesTheFirst() throws Exception {
        Answer answer = api.send(api.upload(
                        key, BodyPublishers.ofString(part("document", "one") + part("document", "two") + "--xyz--\r\n"))
                .header("Content-Type", "multipart/form-data; boundary=xyz"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.get("detail")).contains("two parts");
        assertNothingNew();
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded, words without any equals sign, 415",
        "application/x-www-form-urlencoded, CamelHttpUri=http://127.0.0.1:1/, 415",
        "application/pdf, plain words, 415",
        "application/json, plain words, 415",
        "application/octet-stream, <?xml version='1.0'?><a/>, 415",
    })
    void tellsTheTypeByContent(String declared, String content, int status) throws Exception {
        Answer answer = api.send(api.upload(key, content).header("Content-Type", declared));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        if (status == 415) {
            assertThat(answer.get("code")).isEqualTo("unsupported_type");
            assertNothingNew();
        }
    }

    @Test
    void anUploadSaysThatTheObjectStoreIsDownAndWorksOnceItIsBack() throws Exception {
        String bucket = api.bucket;
        s3.listObjectsV2Paginator(request -> request.bucket(bucket))
                .contents()
                .forEach(object ->
                        s3.deleteObject(request -> request.bucket(bucket).key(object.key())));
        s3.deleteBucket(request -> request.bucket(bucket));
        String large = "hello".repeat(10_000);
        Answer refused = api.send(api.upload(key, large));
        Answer small = api.send(api.upload("small-" + key, "hello"));
        s3.createBucket(request -> request.bucket(bucket));
        assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
        assertThat(refused.get("code")).isEqualTo("store_unavailable");
        assertThat(refused.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(small.status()).as("the ledger takes it").isEqualTo(202);
        assertThat(api.send(api.upload(key, large)).status()).isEqualTo(202);
    }

    @Test
    void aNameIsNeverAPath() throws Exception {
        List<String> names = List.of(
                "..%2F..%2Fetc%2Fpasswd",
                "..%5C..%5Cboot.ini",
                "%00",
                "a%00b.md",
                "C%3Ax.md",
                "%F0%9F%90%AA.md",
                "a%E2%80%AEdp.md",
                "n".repeat(5_000),
                "CON",
                "-rf",
                "a%0D%0AERROR%20forged",
                "%252e%252e%2Fx",
                "%2Fetc%2Fshadow",
                "..",
                ".");
        for (String name : names) {
            Answer answer = api.send(api.upload(key + name.hashCode(), "hello").header("X-Filename", name));
            assertThat(answer.status()).as(name).isEqualTo(202);
            String kept = ledger.value(
                    String.class,
                    "select coalesce(filename, '') from document_version where document_id = ?::uuid",
                    answer.get("documentId"));
            assertThat(kept)
                    .as(name)
                    .doesNotContainPattern("[/\\\\\\p{Cntrl}\\p{Cf}]")
                    .hasSizeLessThan(256);
        }
        assertThat(api.originals()).allSatisfy(object -> assertThat(object).matches("[0-9a-f-]{36}/[0-9a-f]{32}"));
        System.out.printf(
                "U-7: attempts %d, accepted %d, refused 0, duplicated 0, unexpected 0%n", names.size(), names.size());
    }

    static String part(String name, String value) {
        return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
