package io.dromedary.erase;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.Ledger;
import io.dromedary.WithApi;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@WithApi
class EraseApiIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Decoder BASE64URL = Base64.getUrlDecoder();

    @Autowired
    private Caller caller;

    @Autowired
    private Ledger ledger;

    @Test
    void anErasedDocumentIsGoneForEveryRequestAndItsReceiptStays() throws Exception {
        String name = name();
        String document = ingest(name, "The word " + name + " stands in this document only.");
        assertThat(hits(name)).isEqualTo(1);

        Answer erased = erase("/v1/documents/" + document);

        assertThat(erased.get("receipt.complete")).as(erased.body()).isEqualTo("true");
        assertThat(erased.get("receipt.removed.objects")).isEqualTo("1");
        assertThat(hits(name)).isZero();
        for (String place : new String[] {"", "/versions", "/chunks", "/original"}) {
            assertThat(caller.http
                            .send(
                                    caller.request("/v1/documents/" + document + place)
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
        }
        Answer again = get("/v1/erasures/" + erased.get("receipt.erasureId"));
        assertThat(again.get("receipt.complete")).isEqualTo("true");
        assertThat(again.get("receipt.removed")).isEqualTo(erased.get("receipt.removed"));
        assertThat(erase("/v1/documents/" + document).get("receipt.erasureId"))
                .isEqualTo(erased.get("receipt.erasureId"));
    }

    @Test
    void aReceiptIsVerifiedByThePublicKeyAlone() throws Exception {
        Answer erased = erase("/v1/documents?externalId=" + uploaded());
        String[] jws = erased.get("signature").split("\\.", -1);
        JsonNode header = JSON.readTree(BASE64URL.decode(jws[0]));
        JsonNode key = JSON.readTree(get("/v1/receipt-keys").body()).at("/keys/0");

        assertThat(header.path("kid")).isEqualTo(key.path("kid"));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(publicKey(BASE64URL.decode(key.path("x").asText())));
        verifier.update((jws[0] + "." + jws[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(verifier.verify(BASE64URL.decode(jws[2]))).isTrue();
        assertThat(JSON.readTree(BASE64URL.decode(jws[1])))
                .isEqualTo(JSON.readTree(erased.body()).path("receipt"));
    }

    /** RFC 8032, section 5.1.2: little endian, the highest bit tells the sign of x. */
    private static PublicKey publicKey(byte[] raw) throws Exception {
        byte[] bigEndian = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) {
            bigEndian[i] = raw[raw.length - 1 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
    }

    @Test
    void aReceiptIsPrinted() throws Exception {
        Answer erased = erase("/v1/documents?externalId=" + uploaded());
        HttpResponse<byte[]> paper = caller.http.send(
                caller.request("/v1/erasures/%s/receipt".formatted(erased.get("receipt.erasureId")))
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(paper.headers().firstValue("Content-Type")).hasValue("application/pdf");
        try (var pdf = Loader.loadPDF(paper.body())) {
            String text = new PDFTextStripper().getText(pdf);
            assertThat(text)
                    .contains("RECEIPT OF ERASURE")
                    .contains(erased.get("receipt.erasureId"))
                    .contains(erased.get("receipt.subjectId"))
                    .contains("Nothing of it was found at this check.");
            String[] jws = text.substring(text.indexOf("receipt-keys)") + 13)
                    .replaceAll("\\s", "")
                    .split("\\.", -1);
            assertThat(JSON.readTree(BASE64URL.decode(jws[1])).path("erasureId").asText())
                    .isEqualTo(erased.get("receipt.erasureId"));
        }
    }

    @Test
    void anUploadThatIsUnderWayWhenItsDocumentIsErasedLeavesNothing() throws Exception {
        String name = uploaded();
        SlowUpload upload = new SlowUpload(caller.upload(UUID.randomUUID().toString(), BodyPublishers.noBody())
                .header("X-External-Id", name));

        erase("/v1/documents?externalId=" + name);
        long objects = caller.originals().size();
        HttpResponse<String> answer = upload.finish();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains("document_erased");
        assertThat(ledger.count("document where external_id = ?", name)).isZero();
        assertThat(caller.originals()).hasSizeLessThanOrEqualTo((int) objects);
    }

    @Test
    void anUploadThatIsUnderWayWhenItsTenantIsErasedLeavesNothing() throws Exception {
        String tenant = newTenant();
        Answer key =
                caller.send(caller.adminRequest("/tenants/" + tenant + "/keys").POST(BodyPublishers.noBody()));
        SlowUpload upload = new SlowUpload(caller.upload(UUID.randomUUID().toString(), BodyPublishers.noBody())
                .setHeader("Authorization", "Bearer " + key.get("key")));

        Answer erased = caller.send(caller.adminRequest("/tenants/" + tenant).DELETE());
        HttpResponse<String> answer = upload.finish();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(caller.originals()).noneMatch(object -> object.startsWith(erased.get("receipt.tenantId") + "/"));
        assertThat(caller.send(caller.adminRequest("/erasures/" + erased.get("receipt.erasureId")))
                        .get("receipt.complete"))
                .isEqualTo("true");
    }

    /** An upload of which the service has the beginning. */
    private final class SlowUpload {

        private final PipedOutputStream sender = new PipedOutputStream();
        private final CompletableFuture<HttpResponse<String>> answer;

        SlowUpload(HttpRequest.Builder request) throws Exception {
            PipedInputStream body = new PipedInputStream(sender, 1 << 16);
            long before = ledger.count("upload_claim where expires_at > now()");
            answer = caller.http.sendAsync(
                    request.header("Content-Type", "text/markdown")
                            .POST(BodyPublishers.ofInputStream(() -> body))
                            .build(),
                    BodyHandlers.ofString());
            sender.write("The beginning of the next version. ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().atMost(PATIENCE).until(() -> body.available() == 0);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ledger.count("upload_claim where expires_at > now()") > before);
        }

        HttpResponse<String> finish() throws Exception {
            sender.close();
            return answer.get();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?externalid=a", "?externalId=a&externalId=b", "?documentId=7"})
    void nothingIsErasedWithoutAName(String query) throws Exception {
        assertThat(caller.send(caller.request("/v1/documents" + query).DELETE()).status())
                .isEqualTo(400);
    }

    @Test
    void aNameThatNoDocumentHadIsUnknown() throws Exception {
        assertThat(caller.send(caller.request("/v1/documents?externalId=" + name())
                                .DELETE())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void operatorsSetHowLongDocumentsLive() throws Exception {
        String tenant = newTenant();
        assertThat(retention(tenant, "{\"documentDays\":30}").get("documentDays"))
                .isEqualTo("30");
        assertThat(retention(tenant, "{\"documentDays\":null}").get("documentDays"))
                .isEqualTo("null");
        for (String wrong : new String[] {"{\"documentDays\":0}", "{\"documentDays\":36501}", "{\"days\":1}", "[]"}) {
            assertThat(retention(tenant, wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    private Answer retention(String tenant, String body) throws Exception {
        return caller.send(caller.adminRequest("/tenants/" + tenant + "/retention")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    @Test
    void operatorsEraseTenants() throws Exception {
        String tenant = newTenant();
        caller.send(caller.adminRequest("/tenants/" + tenant + "/keys").POST(BodyPublishers.noBody()));

        Answer erased = caller.send(caller.adminRequest("/tenants/" + tenant).DELETE());

        assertThat(erased.status()).as(erased.body()).isEqualTo(200);
        assertThat(erased.get("receipt.subject")).isEqualTo("tenant");
        assertThat(erased.get("receipt.removed.api_key")).isEqualTo("1");
        assertThat(erased.get("receipt.complete")).isEqualTo("true");
        assertThat(caller.send(caller.adminRequest("/erasures/" + erased.get("receipt.erasureId")))
                        .get("receipt.complete"))
                .isEqualTo("true");
        assertThat(caller.send(caller.adminRequest("/tenants/" + tenant).DELETE())
                        .status())
                .isEqualTo(404);
        assertThat(caller.send(caller.request("/v1/erasures/" + erased.get("receipt.erasureId")))
                        .status())
                .as("an erasure of another tenant")
                .isEqualTo(404);
    }

    private String newTenant() throws Exception {
        String tenant = "t-" + UUID.randomUUID();
        assertThat(caller.send(caller.adminRequest("/tenants")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"name\":\"%s\"}".formatted(tenant))))
                        .status())
                .isEqualTo(201);
        return tenant;
    }

    private static String name() {
        return "n" + UUID.randomUUID().toString().replace("-", "");
    }

    private Answer get(String path) throws Exception {
        Answer answer = caller.send(caller.request(path));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private Answer erase(String path) throws Exception {
        Answer answer = caller.send(caller.request(path).DELETE());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private int hits(String word) throws Exception {
        Answer found = caller.send(caller.request("/v1/search")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"query\":\"%s\",\"mode\":\"keyword\"}".formatted(word))));
        return JSON.readTree(found.body()).path("hits").size();
    }

    private Answer upload(String name, String text) throws Exception {
        Answer answer = caller.send(caller.upload(UUID.randomUUID().toString(), text)
                .header("Content-Type", "text/markdown")
                .header("X-External-Id", name));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer;
    }

    /** The name of a document that has just come in. */
    private String uploaded() throws Exception {
        String name = name();
        upload(name, "A document named " + name);
        return name;
    }

    private String ingest(String name, String text) throws Exception {
        Answer accepted = upload(name, text);
        UUID job = accepted.jobId();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> "completed".equals(ledger.job(job).get("status")));
        return accepted.get("documentId");
    }
}
