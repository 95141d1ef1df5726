package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.BrokenStream;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Priority;
import io.dromedary.passthrough.VectorFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class UploadsTest {

    private static final String FORM = "multipart/form-data; boundary=xyz";

    private static final String KEY = "key-1";

    private final Uploads uploads = new Uploads(new IntakeProperties(
            DataSize.ofMegabytes(1),
            DataSize.ofKilobytes(16),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            10,
            DataSize.ofBytes(0),
            Duration.ofSeconds(10)));

    @Test
    void aBodyThatIsNoFormIsTheDocument() throws IOException {
        Upload upload = open(
                stream("hello"),
                Map.of("Content-Type", "text/markdown", "Content-Length", "5", "X-Filename", "notes.md"));
        assertThat(upload.declaredType()).isEqualTo("text/markdown");
        assertThat(upload.length()).isEqualTo(OptionalLong.of(5));
        assertThat(content(upload)).isEqualTo("hello");
        assertThat(upload.options().get())
                .isEqualTo(new UploadOptions(new IdempotencyKey(KEY), Priority.NORMAL, null, "notes.md"));
    }

    @Test
    void aRawBodyNeedsNothingButAKey() throws IOException {
        Upload upload = open(stream("hello"), Map.of());
        assertThat(upload.declaredType()).isNull();
        assertThat(upload.length()).isEmpty();
        assertThat(content(upload)).isEqualTo("hello");
        assertThat(upload.options().get()).isEqualTo(UploadOptions.of(new IdempotencyKey(KEY), null));
    }

    @Test
    void noBodyIsAnEmptyDocument() throws IOException {
        assertThat(content(open(null, Map.of()))).isEmpty();
    }

    @Test
    void nothingIsReadBeforeTheUploadIsOpened() {
        InputStream untouched = BrokenStream.after(new byte[0], new IllegalStateException("was read"));
        uploads.open(untouched, headers(Map.of("Content-Type", FORM)));
        uploads.open(untouched, headers(Map.of()));
    }

    @Test
    void readsEveryOptionFromAHeader() {
        Upload upload = open(
                stream("x"),
                Map.of("x-priority", "HIGH", "X-External-ID", "a/b c", "X-Filename", "na%C3%AFve+50%25.md"));
        assertThat(upload.options().get())
                .isEqualTo(new UploadOptions(new IdempotencyKey(KEY), Priority.HIGH, "a/b c", "na\u00efve+50%.md"));
    }

    @Test
    void readsTheOtherNameOfTheKey() {
        Upload upload = uploads.open(stream("x"), sorted(Map.of("X-Idempotency-Key", "\"other\"")))
                .open();
        assertThat(upload.key()).isEqualTo(new IdempotencyKey("other"));
    }

    @Test
    void readsHeadersAsUtf8AlthoughTheServerDoesNot() {
        String asServed = new String("caf\u00e9".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(open(stream("x"), Map.of("X-External-Id", asServed))
                        .options()
                        .get()
                        .externalId())
                .isEqualTo("caf\u00e9");
        assertRefused(stream("x"), Map.of("X-External-Id", "caf\u00e9"));
    }

    @ParameterizedTest
    @CsvSource({
        "X-Priority, urgent",
        "X-Priority, ''",
        "X-Priority, 'high, low'",
        "X-External-Id, ''",
        "X-External-Id, ' '",
        "X-External-Id, 'a\tb'",
        "X-Filename, 100%",
        "X-Filename, %4",
        "X-Filename, %zz",
        "X-Filename, %ff",
        "Idempotency-Key, ''",
        "Idempotency-Key, 'a, b'",
        "X-Idempotency-Key, other",
        "X-Passthrough, yes",
        "X-Passthrough, ''",
        "X-Webhook-Url, ''",
        "X-Webhook-Url, ftp://example.org/hook",
        "X-Webhook-Url, https:///hook",
        "X-Webhook-Url, not a URL",
    })
    void refusesAMalformedOption(String header, String value) {
        assertRefused(stream("x"), Map.of(header, value));
        assertRefused(stream(one("this")), Map.of(header, value, "Content-Type", FORM));
    }

    @Test
    void anExternalIdHasUpTo255CharactersHoweverManyBytes() {
        String longest = "\ud83d\udc2a".repeat(255);
        assertThat(Names.externalId(longest)).isEqualTo(longest);
        assertThatThrownBy(() -> Names.externalId(longest + "x")).isInstanceOf(Failure.Permanent.class);
        assertThatThrownBy(() -> Names.externalId("a\u202eb")).isInstanceOf(Failure.Permanent.class);
        assertThatThrownBy(() -> Names.externalId("a\u0000b")).isInstanceOf(Failure.Permanent.class);
    }

    @Test
    void asksForAKeyAtOnceInARawBodyAndAtTheEndOfAForm() throws IOException {
        assertThatThrownBy(() -> uploads.open(stream("x"), sorted(Map.of())))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REQUIRED));
        Upload upload = uploads.open(stream(one("this")), sorted(Map.of("Content-Type", FORM)))
                .open();
        assertThat(upload.key()).isNull();
        content(upload);
        assertThatThrownBy(upload.options()::get)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REQUIRED));
    }

    @Test
    void readsFieldsBeforeAndAfterTheDocument() throws IOException {
        Upload upload = uploads.open(
                        stream(crlf("""
                                --xyz
                                Content-Disposition: form-data; name="priority"

                                low
                                --xyz
                                Content-Disposition: form-data; name="document"; filename="part.txt"

                                this
                                --xyz
                                Content-Disposition: form-data; name="idempotencyKey"

                                from the form
                                --xyz
                                Content-Disposition: form-data; name="X-External-Id"

                                caf\u00e9/50%
                                --xyz
                                Content-Disposition: form-data; name="filename"

                                50%.md
                                --xyz--
                                """.replace("from the form", "from-the-form"))),
                        sorted(Map.of("Content-Type", FORM)))
                .open();
        assertThat(upload.key()).isNull();
        assertThat(content(upload)).isEqualTo("this");
        assertThat(upload.options().get())
                .isEqualTo(new UploadOptions(
                        new IdempotencyKey("from-the-form"), Priority.LOW, "caf\u00e9/50%", "50%.md"));
    }

    @Test
    void aKeyBeforeTheDocumentIsKnownBeforeItIsRead() {
        assertThat(form(one("this")).key()).isEqualTo(new IdempotencyKey(KEY));
    }

    @Test
    void sayingTheSameTwiceIsFineAndSayingOtherwiseIsNot() throws IOException {
        assertThat(options(field("idempotencyKey", KEY) + field("priority", "high") + field("X-Priority", "HIGH"))
                        .priority())
                .isEqualTo(Priority.HIGH);
        assertOptionsRefused(field("Idempotency-Key", "other"));
        assertOptionsRefused(field("priority", "high") + field("priority", "low"));
    }

    @Test
    void passthroughIsKnownBeforeTheDocumentIsRead() throws IOException {
        Upload upload =
                form(field("X-Passthrough", " TRUE ") + field("webhookUrl", "https://example.org/") + one("this"));
        assertThat(upload.passthrough()).isTrue();
        assertThat(content(upload)).isEqualTo("this");
        assertThat(upload.options().get().vectors()).isEqualTo(VectorFormat.BASE64);
    }

    @Test
    void passthroughBehindTheDocumentIsTooLate() {
        assertOptionsRefused(field("passthrough", "true") + field("webhookUrl", "https://example.org/"));
    }

    @Test
    void takesAUrlForTheEventsOfTheJob() throws IOException {
        assertThat(options(field("webhookUrl", " https://example.org/hook?a=b "))
                        .webhookUrl())
                .isEqualTo("https://example.org/hook?a=b");
    }

    @Test
    void passthroughMayBeDeclined() throws IOException {
        assertThat(options(field("passthrough", "false")).priority()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void refusesWhatIsNoOption() {
        assertOptionsRefused(field("comment", "hello"));
        assertOptionsRefused(field("Document", "hello"));
        assertOptionsRefused(field("passthrough", "maybe"));
        assertOptionsRefused(field("webhookUrl", "example.org"));
        assertOptionsRefused(field("document", "another"));
        assertOptionsRefused(field("priority", "\u0000"));
    }

    @Test
    void boundsTheFieldsOfAForm() throws IOException {
        assertThat(options(field("priority", "low").repeat(20)).priority()).isEqualTo(Priority.LOW);
        assertOptionsRefused(field("priority", "low").repeat(21));
        assertOptionsRefused(field("filename", "n".repeat(8 * 1024 + 1)));
    }

    @Test
    void refusesAFormThatIsTooLargeBesideItsDocument() {
        InputStream preamble = stream("x".repeat(2_000_000) + one("this"));
        assertThatThrownBy(() -> open(preamble, Map.of("Content-Type", FORM)))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DOCUMENT_TOO_LARGE));
        assertThatThrownBy(() -> open(stream(""), Map.of("Content-Type", FORM, "Content-Length", "2000000")))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DOCUMENT_TOO_LARGE));
    }

    @Test
    void refusesAnEncodedPart() {
        assertRefused(
                stream(one("dGhpcw==").replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n")),
                Map.of("Content-Type", FORM));
    }

    @ParameterizedTest
    @ValueSource(strings = {"five", "", "5,5", "99999999999999999999", "-1"})
    void refusesALengthThatIsNone(String length) {
        assertRefused(stream("hello"), Map.of("Content-Length", length));
    }

    @Test
    void findsTheDocumentInAForm() throws IOException {
        Upload upload = form("""
                --xyz
                Content-Disposition: form-data; name="document"; filename="notes.md"
                Content-Type: text/markdown

                # Notes
                and more
                --xyz--
                """);
        assertThat(name(upload)).isEqualTo("notes.md");
        assertThat(upload.declaredType()).isEqualTo("text/markdown");
        assertThat(upload.length()).isEmpty();
    }

    @Test
    void skipsAPreambleAndAnEpilogue() throws IOException {
        assertThat(content(form("A preamble that nobody reads\n" + one("this") + "An epilogue")))
                .isEqualTo("this");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=\"xyz\"",
                "Multipart/Form-Data; charset=utf-8; BOUNDARY=xyz",
            })
    void readsTheBoundaryInEveryForm(String contentType) throws IOException {
        assertThat(content(open(stream(one("this")), Map.of("Content-Type", contentType))))
                .isEqualTo("this");
    }

    @Test
    void aQuotedBoundaryMayHoldWhatATokenMayNot() throws IOException {
        String body = one("this").replace("--xyz", "--x y:z/1=2");
        assertThat(content(open(stream(body), Map.of("Content-Type", "multipart/form-data; boundary=\"x y:z/1=2\""))))
                .isEqualTo("this");
    }

    @Test
    void keepsEveryByteOfTheDocument() throws IOException {
        byte[] all = new byte[100_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) ((i * 31) >> 3);
        }
        String around = one("BYTES");
        int at = around.indexOf("BYTES");
        byte[] body = new byte[around.length() - 5 + all.length];
        System.arraycopy(around.getBytes(StandardCharsets.US_ASCII), 0, body, 0, at);
        System.arraycopy(all, 0, body, at, all.length);
        System.arraycopy(
                around.getBytes(StandardCharsets.US_ASCII), at + 5, body, at + all.length, around.length() - at - 5);
        Upload upload = open(new ByteArrayInputStream(body), Map.of("Content-Type", FORM));
        assertThat(upload.content().readAllBytes()).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "notes.md, notes.md",
                "../../etc/passwd, passwd",
                "/etc/passwd, passwd",
                "C:\\\\Users\\\\me\\\\notes.md, notes.md",
                ".., ..",
                "a/, -",
                "'  spaced.md  ', spaced.md",
            })
    void keepsTheLastSegmentOfAName(String sent, @Nullable String kept) {
        Upload upload = form("""
                --xyz
                Content-Disposition: form-data; name="document"; filename="%s"

                this
                --xyz--
                """.formatted(sent));
        assertThat(name(upload)).isEqualTo(kept);
    }

    @Test
    void keepsNothingInANameThatForgesALineOrTurnsItAround() {
        assertThat(name("a\r\nERROR forged.md")).isEqualTo("aERROR forged.md");
        assertThat(name("a\u0000b\u001b[31m.md")).isEqualTo("ab[31m.md");
        assertThat(name("gpj.\u202efdp")).isEqualTo("gpj.fdp");
        assertThat(name("a\u2028b\u0085c.md")).isEqualTo("abc.md");
        assertThat(name("\u202e\u0007")).isNull();
    }

    @Test
    void shortensAnEndlessNameAtAWholeCharacter() {
        assertThat(name("n".repeat(5_000))).isEqualTo("n".repeat(255));
        assertThat(name("n".repeat(254) + "\ud83d\udc2a".repeat(2))).isEqualTo("n".repeat(254) + "\ud83d\udc2a");
    }

    @Test
    void readsAnEncodedName() {
        Upload upload = form("""
                --xyz
                Content-Disposition: form-data; name="document"; filename="x"; filename*=UTF-8''na%C3%AFve.md

                this
                --xyz--
                """);
        assertThat(name(upload)).isEqualTo("na\u00efve.md");
    }

    @Test
    void readsANameInUtf8AsBrowsersSendIt() {
        Upload upload = form("""
                --xyz
                Content-Disposition: form-data; name="document"; filename="na\u00efve.md"

                this
                --xyz--
                """);
        assertThat(name(upload)).isEqualTo("na\u00efve.md");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no form at all",
                "--xyz--\r\n",
                "--xyz\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--xyz--\r\n",
                "--xyz\r\n\r\nno headers\r\n--xyz--\r\n",
                "--xyz\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\ntruncated",
                "--xyz\r\nContent-Disposition: form-data; na",
                "--xyz\r\nContent-Disposition: attachment; name=\r\n\r\nx\r\n--xyz--\r\n",
            })
    void refusesAFormWithoutTheDocument(String body) {
        assertRefused(stream(body), Map.of("Content-Type", FORM));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/; boundary=xyz",
                "multipart/form-data; boundary"
            })
    void refusesAFormWithoutABoundary(String contentType) {
        assertRefused(stream(one("this")), Map.of("Content-Type", contentType));
    }

    @Test
    void refusesHeadersWithoutEnd() {
        assertRefused(
                stream("--xyz\r\nContent-Disposition: form-data; name=\"" + "n".repeat(20_000)),
                Map.of("Content-Type", FORM));
    }

    @Test
    void aFormThatEndsInTheDocumentFailsWhereItEnds() {
        Upload upload = open(stream(one("this").replace("--xyz--", "")), Map.of("Content-Type", FORM));
        assertThatThrownBy(() -> upload.content().readAllBytes()).isInstanceOf(IOException.class);
    }

    private void assertRefused(InputStream body, Map<String, Object> headers) {
        assertThatThrownBy(() -> open(body, headers))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private void assertOptionsRefused(String fields) {
        assertThatThrownBy(() -> options(fields))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    /** The options of a form that has these fields behind its document. */
    private UploadOptions options(String fields) throws IOException {
        Upload upload = form(one("this").replace("--xyz--", fields + "--xyz--"));
        content(upload);
        return upload.options().get();
    }

    private static String field(String name, String value) {
        return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private @Nullable String name(Upload upload) {
        try {
            content(upload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return upload.options().get().filename();
    }

    private @Nullable String name(String sent) {
        return name(form("--xyz\nContent-Disposition: form-data; name=\"document\"\n\nx\n"
                + field("filename", sent)
                + "--xyz--\n"));
    }

    private Upload form(String body) {
        return open(stream(crlf(body)), Map.of("Content-Type", FORM));
    }

    private static String crlf(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n");
    }

    private Upload open(@Nullable InputStream body, Map<String, Object> headers) {
        return uploads.open(body, headers(headers)).open();
    }

    private static Map<String, Object> headers(Map<String, Object> more) {
        Map<String, Object> headers = sorted(Map.of("Idempotency-Key", KEY));
        headers.putAll(more);
        return headers;
    }

    /** Names in any case, as the message has them. */
    private static Map<String, Object> sorted(Map<String, Object> entries) {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(entries);
        return headers;
    }

    private static String one(String content) {
        return "--xyz\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\n" + content + "\r\n--xyz--\r\n";
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String content(Upload upload) throws IOException {
        return new String(upload.content().readAllBytes(), StandardCharsets.UTF_8);
    }
}
