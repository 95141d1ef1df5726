package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.intake.DocumentIntake;
import io.dromedary.job.Accepted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

@WithPolling
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PollBucketIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** In every name, so that no other test has it. */
    private static final String ID = UUID.randomUUID().toString().substring(0, 8);

    private static final String CONTROL = "bell\u0007\nand line " + ID;
    private static final List<String> ODD_NAMES = List.of(
            "'quoted" + ID + "'",
            "${bean:x}" + ID + ".txt",
            "..%2f..%2f" + ID + ".txt",
            "-rf plus+and space" + ID + ".txt",
            "\ud83d\udc2a" + ID + ".txt");

    /** What routes would obey if it came in as headers. */
    private static final Map<String, String> STEERING = Map.of(
            "CamelFileName", "../../evil",
            "CamelHttpUri", "http://127.0.0.1:9",
            "CAmelRestHttpUri", "http://127.0.0.1:9",
            "CamelBeanMethodName", "close",
            "CamelSqlQuery", "delete from job",
            "CamelAwsS3Key", "in/another",
            "cAmElAwsS3BucketName", "another",
            "CamelSpringRabbitmqExchangeOverrideName", "another");

    @Autowired
    private TakenJobs jobs;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private Sources sources;

    @Autowired
    private DocumentIntake intake;

    @Autowired
    private ClaimLedger ledger;

    @Autowired
    @Qualifier("bucketClient")
    private S3Client s3;

    private String bucket;

    @BeforeAll
    void dropEverything(@Value("${dromedary.bucket.name}") String name) {
        bucket = name;
        put("in/folder" + ID + "/", "");
        put("in/reports/plain" + ID + ".txt", "a plain object");
        ODD_NAMES.forEach(odd -> put("in/" + odd, "odd"));
        put("in/null", "called null, " + ID);
        put("in/" + CONTROL, "x");
        put("in/empty" + ID + ".txt", "");
        put("in/zip" + ID + ".txt", "PK\u0003\u0004 is no text");
        put("in/large" + ID + ".txt", "x".repeat(100 * 1024 + 1));
        put("elsewhere/" + ID + ".txt", "not below the prefix");
    }

    private void put(String key, String content) {
        s3.putObject(request -> request.bucket(bucket).key(key).metadata(STEERING), RequestBody.fromString(content));
    }

    @Test
    void anObjectBecomesAJobAndMovesToDoneWithItsKey() {
        String name = "plain" + ID + ".txt";

        assertThat(settled("done/", "reports/" + name)).isEqualTo("a plain object");
        assertThat(jobs.of(name)).containsExactly(DigestUtils.sha256Hex("a plain object"));
    }

    @Test
    void oddKeysAreTakenAsTheyAre() {
        assertThat(ODD_NAMES).allSatisfy(name -> {
            assertThat(settled("done/", name)).isEqualTo("odd");
            assertThat(jobs.of(name)).hasSize(1);
        });
        assertThat(settled("done/", "null")).isEqualTo("called null, " + ID);
    }

    @Test
    void aKeyWithControlCharactersIsRefusedUnderItsHashAndBlocksNobody() throws Exception {
        JsonNode problem = refusal(CONTROL, DigestUtils.sha256Hex(CONTROL));

        assertThat(problem.get("code").asText()).isEqualTo("invalid_request");
        assertThat(problem.get("source").asText()).isEqualTo(CONTROL);
    }

    @Test
    void anEmptyAWrongAndALargeObjectAreRefusedWithTheirProblems() throws Exception {
        assertThat(refusal("empty" + ID + ".txt").get("code").asText()).isEqualTo("document_empty");
        assertThat(refusal("zip" + ID + ".txt").get("code").asText()).isEqualTo("unsupported_type");
        assertThat(refusal("large" + ID + ".txt").get("code").asText()).isEqualTo("document_too_large");
    }

    @Test
    void thePictureOfAFolderAndWhatLiesElsewhereStay() {
        settled("done/", "reports/plain" + ID + ".txt");

        assertThat(keys("in/folder" + ID)).hasSize(1);
        assertThat(keys("elsewhere/")).hasSize(1);
    }

    @Test
    void theSameContentAgainIsTheSameJobAndOtherContentAnother() {
        String name = "again" + ID + ".txt";
        put("in/" + name, "first");
        settled("done/", name);
        put("in/" + name, "first");
        settled("done/", name);
        put("in/" + name, "second");
        settled("done/", name);

        assertThat(jobs.of(name)).containsExactly(DigestUtils.sha256Hex("first"), DigestUtils.sha256Hex("second"));
    }

    @Test
    void anObjectReplacedAfterItWasReadStaysAndIsAnotherDocument() {
        DropBucket manual = manual(After.MOVE);
        put("manual/replaced" + ID, "old");
        Source old = find(manual, "replaced" + ID);
        put("manual/replaced" + ID, "new and longer");

        Accepted accepted = accept(old);
        old.setAside();

        assertThat(accepted.replayed()).isFalse();
        assertThat(jobs.of("replaced" + ID)).containsExactly(DigestUtils.sha256Hex("old"));
        assertThat(text("manual/replaced" + ID)).isEqualTo("new and longer");
        assertThat(keys("done/replaced" + ID)).isEmpty();
        assertThat(accept(find(manual, "replaced" + ID)).replayed()).isFalse();
    }

    @Test
    void anObjectReplacedBeforeItIsDeletedStays() {
        DropBucket manual = manual(After.DELETE);
        put("manual/deleted" + ID, "old");
        Source old = find(manual, "deleted" + ID);
        put("manual/deleted" + ID, "new and longer");
        old.setAside();
        assertThat(text("manual/deleted" + ID)).isEqualTo("new and longer");

        find(manual, "deleted" + ID).setAside();
        assertThat(keys("manual/deleted" + ID)).isEmpty();
    }

    /** As a crash between job and move would do. */
    @Test
    void anObjectFoundAgainAfterItsJobWasMadeMakesNoSecondJob() {
        DropBucket manual = manual(After.MOVE);
        put("manual/twice" + ID, "once");

        Accepted first = accept(find(manual, "twice" + ID));
        Accepted second = accept(find(manual, "twice" + ID));

        assertThat(second.jobId()).isEqualTo(first.jobId());
        assertThat(second.replayed()).isTrue();
        assertThat(jobs.of("twice" + ID)).hasSize(1);
    }

    /** Below a prefix that no route polls. */
    private DropBucket manual(After after) {
        return new DropBucket(
                new BucketProperties(
                        bucket, "manual/", "default", false, after, Duration.ofSeconds(1), 4, null, null, null, null),
                ledger,
                s3);
    }

    private Source find(DropBucket place, String name) {
        String key = "manual/" + name;
        return place.find(key, s3.getObject(request -> request.bucket(bucket).key(key)));
    }

    private Accepted accept(Source source) {
        return intake.accept(sources.open(source), sources.tenant(source));
    }

    private String settled(String place, String name) {
        await().atMost(SOON)
                .until(() -> keys("in/" + name).isEmpty() && !keys(place + name).isEmpty());
        return text(place + name);
    }

    private JsonNode refusal(String name) throws Exception {
        return refusal(name, name);
    }

    private JsonNode refusal(String name, String aside) throws Exception {
        await().atMost(SOON)
                .until(() -> keys("in/" + name).isEmpty()
                        && !keys("refused/" + aside).isEmpty());
        return json.readTree(text("refused/" + aside + ".problem.json"));
    }

    private List<String> keys(String prefix) {
        return s3.listObjectsV2(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private String text(String key) {
        try {
            return s3.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                    .asUtf8String();
        } catch (NoSuchKeyException e) {
            throw new AssertionError("There is no object " + key, e);
        }
    }
}
