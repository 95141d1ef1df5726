package io.dromedary.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentHashTest {

    /** The first example of FIPS 180-2, appendix B. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheSha256OfTheText() {
        assertThat(ContentHash.of("abc").hex()).isEqualTo(ABC);
    }

    @Test
    void isTheSameAfterItWasKeptAsBytes() {
        ContentHash hash = ContentHash.of("na\u00efve \ud83d\udc2a");
        assertThat(ContentHash.of(hash.bytes())).isEqualTo(hash);
        assertThat(hash.bytes()).hasSize(32);
    }

    @Test
    void tellsTextsApartByEveryCharacter() {
        assertThat(ContentHash.of("a")).isNotEqualTo(ContentHash.of("a ")).isNotEqualTo(ContentHash.of("A"));
    }
}
