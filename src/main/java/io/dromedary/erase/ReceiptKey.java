package io.dromedary.erase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Signs receipts with Ed25519 (RFC 8032), so that customers verify them with the public key alone. The key is made with
 * the first receipt and kept in the ledger, where all processes find it: whoever can write there can sign.
 */
@Component
public class ReceiptKey {

    private static final String ALGORITHM = "Ed25519";
    /** The key itself ends the X.509 encoding (RFC 8410, section 10.1). */
    private static final int PUBLIC_BYTES = 32;

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private volatile @Nullable Pair known;

    ReceiptKey(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private record Pair(byte[] privateKey, byte[] publicKey) {

        byte[] raw() {
            return Arrays.copyOfRange(publicKey, publicKey.length - PUBLIC_BYTES, publicKey.length);
        }

        String id() {
            return DigestUtils.sha256Hex(raw()).substring(0, 16);
        }
    }

    /**
     * A public key (RFC 8037).
     *
     * @param x the 32 bytes of the key in base64url
     */
    public record Jwk(String kty, String crv, String alg, String use, String kid, String x) {}

    /** The keys that receipts may be signed with (RFC 7517, section 5). */
    public record JwkSet(List<Jwk> keys) {}

    public JwkSet publicKeys() {
        Pair pair = pair();
        return new JwkSet(
                List.of(new Jwk("OKP", ALGORITHM, "EdDSA", "sig", pair.id(), BASE64URL.encodeToString(pair.raw()))));
    }

    /** A JSON Web Signature in its compact form, whose payload is the receipt. */
    String sign(Receipt receipt) {
        Pair pair = pair();
        try {
            String header = "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}".formatted(pair.id());
            String input = BASE64URL.encodeToString(header.getBytes(StandardCharsets.US_ASCII)) + "."
                    + BASE64URL.encodeToString(json.writeValueAsBytes(receipt));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pair.privateKey)));
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("A receipt cannot be signed", e);
        }
    }

    private Pair pair() {
        Pair pair = known;
        if (pair == null) {
            pair = keep(random());
            known = pair;
        }
        return pair;
    }

    /** Of several processes that begin at once, the first one's key stays. */
    private Pair keep(KeyPair made) {
        jdbc.sql("""
                        insert into receipt_key (private_key, public_key) values (:private, :public)
                        on conflict (id) do nothing""")
                .param("private", made.getPrivate().getEncoded())
                .param("public", made.getPublic().getEncoded())
                .update();
        return jdbc.sql("select private_key, public_key from receipt_key")
                .query((row, n) -> new Pair(row.getBytes(1), row.getBytes(2)))
                .single();
    }

    private static KeyPair random() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java " + Runtime.version() + " does not know " + ALGORITHM, e);
        }
    }
}
