package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    @Test
    void aRandomKeyHolds32BytesAndNoTwoAreAlike() {
        SecureRandom random = new SecureRandom();
        ApiKey key = ApiKey.random(random);
        assertThat(key.value()).matches("drm_[A-Za-z0-9_-]{43}").startsWith(key.prefix());
        assertThat(ApiKey.random(random)).isNotEqualTo(key);
    }

    @Test
    void showsAQuarterAtMostAndNoMoreThanEightCharacters() {
        ApiKey key = new ApiKey("0123456789abcdef");
        assertThat(key.toString()).isEqualTo("0123\u2026");
        assertThat(key.prefix()).isEqualTo("0123");
        assertThat(ApiKey.random(new SecureRandom()).prefix()).hasSize(8);
    }

    @Test
    void isKeptAsItsSha256() {
        assertThat(HexFormat.of().formatHex(ApiKey.hash("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        ApiKey key = new ApiKey("0123456789abcdef");
        assertThat(key.hash()).isEqualTo(ApiKey.hash(key.value()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fifteen-letters", "sixteen letters!", "a-key-with-\u00fcmlauts", "a-key-with-a-tab\t"})
    void refusesWhatIsGuessedOrCannotBeSent(String value) {
        assertThatThrownBy(() -> new ApiKey(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DROMEDARY_API_KEY must have at least 16 visible ASCII characters");
    }
}
