package io.dromedary.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentQueryTest {

    @Test
    void withoutAQueryListsAllByPagesOfFifty() {
        assertThat(DocumentQuery.parse(null)).isEqualTo(new DocumentQuery(null, Set.of(), null, null, 50, null));
    }

    @Test
    void readsEveryParameter() {
        assertThat(DocumentQuery.parse(
                        "externalId=reports%2F2026%2F11&mediaType=application/pdf,text/html&searchable=true"
                                + "&createdAfter=2025-11-03T09:00:00Z&limit=7"))
                .isEqualTo(new DocumentQuery(
                        "reports/2026/11",
                        Set.of("application/pdf", "text/html"),
                        true,
                        Instant.parse("2025-11-03T09:00:00Z"),
                        7,
                        null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name=a", "searchable=yes", "limit=201", "cursor=x", "createdAfter=2025", "limit=1&limit=2"})
    void refusesWhatItDoesNotKnow(String query) {
        assertThatThrownBy(() -> DocumentQuery.parse(query))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
