package io.dromedary.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferWaitTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait=7",
                "WAIT = \"7\"",
                "respond-async, wait=7",
                "respond-async,wait=7; foo=bar",
                "wait=7, wait=20"
            })
    void readsTheSecondsWhereverTheyStand(String prefer) {
        assertThat(PreferWait.of(prefer)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void waitsForNobodyWhoDoesNotAsk() {
        assertThat(PreferWait.of(null)).isEqualTo(Duration.ZERO);
    }

    @Test
    void waitsThirtySecondsAtMost() {
        assertThat(PreferWait.of("wait=86400")).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=-1", "wait=soon", "await=7", "x=\"y\"; wait=7", "wait=7s"})
    void ignoresWhatItDoesNotUnderstand(String prefer) {
        assertThat(PreferWait.of(prefer)).isEqualTo(Duration.ZERO);
    }
}
