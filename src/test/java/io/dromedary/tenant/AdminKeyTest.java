package io.dromedary.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminKeyTest {

    private static final String KEY = "0123456789abcdef";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer ", "Bearer " + KEY, "Bearer null"})
    void withoutAConfiguredKeyThereIsNoAdminApi(@Nullable String authorization) {
        assertRefused(new AdminKey(""), authorization, ErrorCode.NOT_FOUND);
        assertRefused(new AdminKey(" "), authorization, ErrorCode.NOT_FOUND);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", KEY, "Basic " + KEY, "Bearer " + KEY + "0", "Bearer 0123456789abcdeF"})
    void refusesWhateverIsNotTheKey(@Nullable String authorization) {
        assertRefused(new AdminKey(KEY), authorization, ErrorCode.UNAUTHORIZED);
    }

    @Test
    void theKeyPassesAndTheSchemeHasNoCase() {
        assertThatCode(() -> new AdminKey(KEY).require("Bearer " + KEY)).doesNotThrowAnyException();
        assertThatCode(() -> new AdminKey(KEY).require("bearer " + KEY)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "0123456789 abcdef", "0123456789abcdeé"})
    void aKeyThatIsNoneStopsTheStartWithoutShowingIt(String configured) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AdminKey(configured))
                .withMessage("DROMEDARY_ADMIN_KEY must have at least 16 visible ASCII characters");
    }

    private static void assertRefused(AdminKey key, @Nullable String authorization, ErrorCode code) {
        assertThat(catchThrowableOfType(Failure.Permanent.class, () -> key.require(authorization)))
                .isNotNull()
                .extracting(Failure::code)
                .isEqualTo(code);
    }
}
