package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNameTest {

    @Test
    void thePathIsTheNameOfTheDocument() {
        SourceName name = SourceName.of("reports/May.pdf", "acme", false);

        assertThat(name).isEqualTo(new SourceName("acme", "reports/May.pdf"));
        assertThat(name.filename()).isEqualTo("May.pdf");
    }

    @Test
    void theFirstFolderIsTheTenantWhereTenantsHaveFolders() {
        assertThat(SourceName.of("acme/reports/May.pdf", "default", true))
                .isEqualTo(new SourceName("acme", "reports/May.pdf"));
    }

    @Test
    void aFileOutsideOfAllTenantsFoldersIsNobodys() {
        assertThatThrownBy(() -> SourceName.of("May.pdf", "default", true))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void aDecomposedNameIsTheSameDocumentAsAComposedOne() {
        assertThat(SourceName.of("Cafe\u0301.pdf", "acme", false))
                .isEqualTo(SourceName.of("Caf\u00e9.pdf", "acme", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-rf", "..%2fsecret", "a..b", "...", "'quoted'", "${bean:x}", "null", "a b", "\ud83d\udc2a.txt"})
    void oddNamesAreNames(String path) {
        assertThat(SourceName.of(path, "acme", false).externalId()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\nb",
                "a\u0000b",
                "a\u202egpj.exe",
                "../a",
                "a/../b",
                "a//b",
                "./a",
                "a/",
                " a",
                "a\u2028b",
                "\ud83d"
            })
    void whatCannotBeSeenOrLeadsElsewhereIsNoName(String path) {
        assertThatThrownBy(() -> SourceName.of(path, "acme", false))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void aNameOfMoreThan255CharactersIsNone() {
        assertThat(SourceName.isUsable("a".repeat(255))).isTrue();
        assertThat(SourceName.isUsable("a".repeat(256))).isFalse();
    }

    @Test
    void aLogShowsDigitsThatOnlyWhoKnowsTheNameCanTell() {
        // printf %s 'reports/May.pdf' | sha256sum
        assertThat(SourceName.hashed("reports/May.pdf")).isEqualTo("0cc03dc34f45");
    }
}
