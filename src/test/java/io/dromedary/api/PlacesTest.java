package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places places = new Places(4);
    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    @Test
    void oneTenantHasHalfOfThem() {
        assertThat(places.take(one)).isTrue();
        assertThat(places.take(one)).isTrue();
        assertThat(places.take(one)).isFalse();
        assertThat(places.take(other)).isTrue();
    }

    @Test
    void allTogetherHaveNoMoreThanThereAre() {
        for (int i = 0; i < 4; i++) {
            assertThat(places.take(UUID.randomUUID())).isTrue();
        }
        assertThat(places.take(other)).isFalse();
    }

    @Test
    void whatIsGivenBackIsFree() {
        places.take(one);
        places.take(one);
        places.giveBack(one);
        assertThat(places.take(one)).isTrue();
    }

    @Test
    void aSinglePlaceIsForWhoeverComesFirst() {
        Places single = new Places(1);
        assertThat(single.take(one)).isTrue();
        assertThat(single.take(other)).isFalse();
        assertThat(new Places(0).take(one)).isFalse();
    }
}
