package io.dromedary.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretSealTest {

    private static final String ROW = UUID.randomUUID().toString();
    private static final byte[] SECRET = "the secret of an endpoint".getBytes(US_ASCII);

    private final SecretSeal seal = new SecretSeal("a-key-of-at-least-thirty-two-characters");

    @Test
    void whatIsSealedIsUnreadableAndDifferentEachTime() {
        byte[] sealed = seal.seal(ROW, SECRET);
        assertThat(new String(sealed, US_ASCII)).doesNotContain("secret");
        assertThat(sealed).isNotEqualTo(seal.seal(ROW, SECRET));
        assertThat(seal.open(ROW, sealed)).isEqualTo(SECRET);
    }

    @Test
    void neitherAnotherRowNorAnotherKeyOpensIt() {
        byte[] sealed = seal.seal(ROW, SECRET);
        assertThatThrownBy(() -> seal.open(UUID.randomUUID().toString(), sealed))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new SecretSeal("another-key-of-thirty-two-characters").open(ROW, sealed))
                .hasMessageContaining("DROMEDARY_SECRET_KEY");
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> seal.open(ROW, sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void withoutAKeyNothingIsSealed() {
        assertThatThrownBy(() -> new SecretSeal("").seal(ROW, SECRET))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OPTION_UNAVAILABLE));
        assertThatThrownBy(() -> new SecretSeal("short")).hasMessageContaining("DROMEDARY_SECRET_KEY");
    }
}
