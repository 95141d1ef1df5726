package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadsTest {

    private static final String FORM = "multipart/form-data; boundary=xyz";

    private final Uploads uploads = new Uploads();

    @Test
    void aBodyThatIsNoFormIsTheDocument() throws IOException {
        Upload upload = uploads.open(stream("hello"), "text/markdown", "5", "notes.md");
        assertThat(upload.filename()).isEqualTo("notes.md");
        assertThat(upload.declaredType()).isEqualTo("text/markdown");
        assertThat(upload.length()).isEqualTo(OptionalLong.of(5));
        assertThat(content(upload)).isEqualTo("hello");
    }

    @Test
    void aRawBodyNeedsNeitherTypeNorLengthNorName() throws IOException {
        Upload upload = uploads.open(stream("hello"), null, null, null);
        assertThat(upload.filename()).isNull();
        assertThat(upload.declaredType()).isNull();
        assertThat(upload.length()).isEmpty();
        assertThat(content(upload)).isEqualTo("hello");
    }

    @Test
    void noBodyIsAnEmptyDocument() throws IOException {
        assertThat(content(uploads.open(null, null, null, null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"five", "", "5,5", "99999999999999999999", "-1"})
    void refusesALengthThatIsNone(String length) {
        assertRefused(stream("hello"), "text/plain", length);
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
        assertThat(upload.filename()).isEqualTo("notes.md");
        assertThat(upload.declaredType()).isEqualTo("text/markdown");
        assertThat(upload.length()).isEmpty();
        assertThat(content(upload)).isEqualTo("# Notes\r\nand more");
    }

    @Test
    void skipsWhatStandsBeforeTheDocument() throws IOException {
        Upload upload = form("""
                A preamble that nobody reads
                --xyz
                Content-Disposition: form-data; name="comment"

                not this
                --xyz
                Content-Disposition: form-data; name="Document"

                not this either
                --xyz
                content-disposition: form-data; name=document

                this
                --xyz
                Content-Disposition: form-data; name="document"

                no longer this
                --xyz--
                """);
        assertThat(content(upload)).isEqualTo("this");
        assertThat(upload.filename()).isNull();
        assertThat(upload.declaredType()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=\"xyz\"",
                "Multipart/Form-Data; charset=utf-8; BOUNDARY=xyz",
            })
    void readsTheBoundaryInEveryForm(String contentType) throws IOException {
        assertThat(content(uploads.open(stream(one("this")), contentType, null, null)))
                .isEqualTo("this");
    }

    @Test
    void aQuotedBoundaryMayHoldWhatATokenMayNot() throws IOException {
        String body = one("this").replace("--xyz", "--x y:z/1=2");
        assertThat(content(uploads.open(stream(body), "multipart/form-data; boundary=\"x y:z/1=2\"", null, null)))
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
        Upload upload = uploads.open(new ByteArrayInputStream(body), FORM, null, null);
        assertThat(upload.content().readAllBytes()).isEqualTo(all);
    }

    @Test
    void anInnerFormIsContentLikeAnyOther() throws IOException {
        Upload upload = form("""
                --xyz
                Content-Disposition: form-data; name="files"
                Content-Type: multipart/mixed; boundary=inner

                --inner
                Content-Disposition: form-data; name="document"

                hidden
                --inner--
                --xyz
                Content-Disposition: form-data; name="document"

                this
                --xyz--
                """);
        assertThat(content(upload)).isEqualTo("this");
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
        assertThat(upload.filename()).isEqualTo(kept);
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
        assertThat(name("n".repeat(254) + "\ud83d\udc2a")).isEqualTo("n".repeat(254));
    }

    @Test
    void readsAnEncodedName() {
        Upload upload = form("""
                --xyz
                Content-Disposition: form-data; name="document"; filename="x"; filename*=UTF-8''na%C3%AFve.md

                this
                --xyz--
                """);
        assertThat(upload.filename()).isEqualTo("na\u00efve.md");
    }

    @Test
    void readsANameInUtf8AsBrowsersSendIt() {
        Upload upload = form("""
                --xyz
                Content-Disposition: form-data; name="document"; filename="na\u00efve.md"

                this
                --xyz--
                """);
        assertThat(upload.filename()).isEqualTo("na\u00efve.md");
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
        assertRefused(stream(body), FORM, null);
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
        assertRefused(stream(one("this")), contentType, null);
    }

    @Test
    void refusesHeadersWithoutEnd() {
        assertRefused(stream("--xyz\r\nContent-Disposition: form-data; name=\"" + "n".repeat(20_000)), FORM, null);
    }

    @Test
    void aFormThatEndsInTheDocumentFailsWhereItEnds() {
        Upload upload = uploads.open(stream(one("this").replace("--xyz--", "")), FORM, null, null);
        assertThatThrownBy(() -> upload.content().readAllBytes()).isInstanceOf(IOException.class);
    }

    private void assertRefused(ByteArrayInputStream body, String contentType, @Nullable String length) {
        assertThatThrownBy(() -> uploads.open(body, contentType, length, null))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private @Nullable String name(String sent) {
        return uploads.open(stream("x"), null, null, sent).filename();
    }

    private Upload form(String body) {
        return uploads.open(stream(body.replace("\n", "\r\n")), FORM, null, null);
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
