package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UploadSlotsTest {

    private static final UUID BUSY = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final UUID THIRD = UUID.randomUUID();

    private final UploadSlots slots = new UploadSlots(4, Duration.ofMillis(50));

    @BeforeEach
    void oneTenantTakesWhatItMay() {
        slots.take(BUSY);
        slots.take(BUSY);
    }

    @Test
    void oneTenantTakesHalfOfThem() {
        assertRefused(BUSY);
        assertThatCode(() -> slots.take(OTHER)).doesNotThrowAnyException();
    }

    @Test
    void allTenantsTogetherTakeAllOfThem() {
        slots.take(OTHER);
        slots.take(THIRD);
        assertRefused(OTHER);
    }

    @Test
    void whatIsGivenBackIsFree() {
        slots.giveBack(BUSY);
        slots.take(BUSY);
        assertRefused(BUSY);
    }

    @Test
    void aBurstWaitsForWhatIsGivenBackInTime() throws Exception {
        UploadSlots patient = new UploadSlots(2, Duration.ofMinutes(1));
        patient.take(BUSY);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> patient.take(BUSY));
        patient.giveBack(BUSY);
        assertThat(second).succeedsWithin(Duration.ofMinutes(1));
    }

    private void assertRefused(UUID tenant) {
        assertThatThrownBy(() -> slots.take(tenant))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_UPLOADS));
    }
}
