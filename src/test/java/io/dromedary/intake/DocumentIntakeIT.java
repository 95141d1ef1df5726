package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.BrokenStream;
import io.dromedary.KeptOriginals;
import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Failures;
import io.dromedary.job.Accepted;
import io.dromedary.tenant.Tenant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The context allows documents of one megabyte. */
@WithLedger
class DocumentIntakeIT {

    private static final int LIMIT = 1024 * 1024;

    @Autowired
    private DocumentIntake intake;

    @Autowired
    private Ledger ledger;

    @Autowired
    private S3Client s3;

    @Autowired
    private JdbcClient jdbc;

    @Value("${dromedary.store.bucket}")
    private String bucket = "";

    private Tenant tenant;
    private final IdempotencyKey key = new IdempotencyKey("key");

    @BeforeEach
    void newTenant() {
        UUID id = ledger.newTenant();
        tenant = new Tenant(id, id.toString());
    }

    private record Sent(@Nullable String filename, @Nullable String type, OptionalLong length, InputStream content) {}

    private Accepted accept(Sent sent, Tenant sender, IdempotencyKey wish) {
        Upload upload = Upload.of(sent.type, sent.length, sent.content, UploadOptions.of(wish, sent.filename));
        return intake.accept(() -> upload, sender);
    }

    @Test
    void keepsWhatItMeasured() {
        Accepted accepted = accept(upload("hello", "a.md", null), tenant, key);
        assertThat(accepted.replayed()).isFalse();
        assertThat(originals()).hasSize(1).allMatch(key -> key.matches("[0-9a-f/-]+"));
        assertThat(ledger.count("""
                        document_version where document_id = ? and object_key = ? and media_type = 'text/markdown'
                        and filename = 'a.md' and size_bytes = 5 and sha256 = sha256('hello')""", accepted.documentId(), originals().get(0))).isEqualTo(1);
    }

    @Test
    void takesADocumentOfExactlyTheLimit() {
        byte[] largest = new byte[LIMIT];
        Arrays.fill(largest, (byte) 'a');
        accept(new Sent(null, null, OptionalLong.empty(), new ByteArrayInputStream(largest)), tenant, key);
        assertThat(originals()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 100, LIMIT + 1})
    void refusesWhatIsTooLargeWhateverItsAnnouncedLength(long announced) {
        OptionalLong length = announced < 0 ? OptionalLong.empty() : OptionalLong.of(announced);
        byte[] tooLarge = new byte[LIMIT + 1];
        Arrays.fill(tooLarge, (byte) 'a');
        assertThatThrownBy(() -> accept(new Sent(null, null, length, new ByteArrayInputStream(tooLarge)), tenant, key))
                .isInstanceOf(Failure.Permanent.class);
        assertNothingKept();
    }

    @Test
    void refusesATooLargeDocumentWhileItStreamsIn() {
        byte[] tooMuch = new byte[LIMIT + 1];
        Arrays.fill(tooMuch, (byte) 'a');
        InputStream andMore = BrokenStream.after(tooMuch, new IOException("gone"));
        assertRefused(
                ErrorCode.DOCUMENT_TOO_LARGE,
                () -> accept(new Sent(null, null, OptionalLong.empty(), andMore), tenant, key));
    }

    @Test
    void refusesADocumentWithoutRoomInTheQuotaUnread() {
        jdbc.sql("""
                        insert into quota (tenant_id, resource, period, allowed, starts_on)
                        values (:tenant, 'bytes', 'day', 100, period_start('day'))""").param("tenant", tenant.id()).update();
        InputStream unread = BrokenStream.after(new byte[0], new IllegalStateException("was read"));
        assertThatThrownBy(() -> accept(new Sent("a.txt", null, OptionalLong.of(20_000), unread), tenant, key))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED))
                .hasMessage("The quota is 100 bytes a day, of which 0 are used; this document needs more");
        assertThat(ledger.count("upload_claim where tenant_id = ?", tenant.id()))
                .isZero();
    }

    @Test
    void refusesAnEmptyDocument() {
        assertRefused(ErrorCode.DOCUMENT_EMPTY, () -> accept(upload("", "a.txt", null), tenant, key));
    }

    @Test
    void refusesAnUnknownType() {
        assertRefused(ErrorCode.UNSUPPORTED_TYPE, () -> accept(upload("PK\3\4zip", "a.zip", null), tenant, key));
    }

    @Test
    void refusesAnUploadThatBreaksOff() {
        InputStream half =
                BrokenStream.after("half".repeat(50_000).getBytes(StandardCharsets.US_ASCII), new IOException("gone"));
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                () -> accept(new Sent(null, null, OptionalLong.of(400_000), half), tenant, key));
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 6, 100_000})
    void refusesAnUploadOfAnotherLengthThanAnnounced(long announced) {
        assertRefused(
                ErrorCode.INVALID_REQUEST,
                () -> accept(new Sent("a.txt", null, OptionalLong.of(announced), stream("hello")), tenant, key));
    }

    @Test
    void aReplayKeepsExactlyOneObjectAndAnswersWithTheSameJob() throws Exception {
        List<Accepted> answers = Together.call(6, () -> accept(upload("hello", "a.txt", null), tenant, key));
        assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1);
        assertThat(answers)
                .extracting(Accepted::jobId)
                .containsOnly(answers.get(0).jobId());
        assertThat(originals())
                .containsExactly(ledger.value(
                        String.class,
                        "select object_key from document_version where document_id = ?",
                        answers.get(0).documentId()));
    }

    @Test
    void refusesAnotherDocumentUnderTheSameKeyAndKeepsTheFirst() {
        accept(upload("hello", "a.txt", null), tenant, key);
        List<String> before = originals();
        assertThatThrownBy(() -> accept(upload("other", "a.txt", null), tenant, key))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
        assertThat(originals()).isEqualTo(before);
    }

    /** The answer to the commit is lost: the client of the database cannot know whether there is a job now. */
    @Test
    void keepsTheObjectWhenNobodyKnowsWhetherTheLedgerTookTheJob() {
        String large = "hello".repeat(10_000);
        jdbc.sql("""
                        create function hang_up() returns trigger language plpgsql as $$
                        begin
                            perform pg_terminate_backend(pg_backend_pid());
                            return null;
                        end $$""").update();
        jdbc.sql("""
                        create constraint trigger hang_up_at_commit after insert on job
                        deferrable initially deferred for each row execute function hang_up()""").update();
        try {
            assertThatThrownBy(() -> accept(upload(large, "a.txt", null), tenant, key))
                    .satisfies(
                            thrown -> assertThat(Failures.of(thrown).code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
        } finally {
            jdbc.sql("drop function hang_up cascade").update();
        }
        assertThat(originals()).hasSize(1);
        assertThat(accept(upload(large, "a.txt", null), tenant, key).replayed()).isFalse();
    }

    private void assertRefused(ErrorCode code, ThrowingCallable upload) {
        assertThatThrownBy(upload)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
        assertNothingKept();
    }

    private void assertNothingKept() {
        assertThat(originals()).isEmpty();
        assertThat(ledger.count("document where tenant_id = ?", tenant.id())).isZero();
        assertThat(ledger.count("idempotency_key where tenant_id = ?", tenant.id()))
                .isZero();
    }

    private List<String> originals() {
        return KeptOriginals.keys(s3, bucket, jdbc, tenant.id() + "/");
    }

    private static Sent upload(String content, @Nullable String filename, @Nullable String type) {
        return new Sent(filename, type, OptionalLong.of(content.length()), stream(content));
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.US_ASCII));
    }
}
