package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobFilterTest {

    @Test
    void withoutAQueryListsAllByPagesOfFifty() {
        JobFilter all = new JobFilter(List.of(), null, null, 50, null);
        assertThat(JobFilter.parse(null)).isEqualTo(all);
        assertThat(JobFilter.parse("")).isEqualTo(all);
    }

    @Test
    void readsEveryParameter() {
        UUID document = UUID.randomUUID();
        ListCursor cursor = new ListCursor(Instant.parse("2025-11-03T09:00:00Z"), UUID.randomUUID());
        assertThat(JobFilter.parse(
                        "status=failed,dead&documentId=%s&createdAfter=2025-11-03T10:00:00%%2B01:00&limit=7&cursor=%s"
                                .formatted(document, cursor.encode())))
                .isEqualTo(new JobFilter(
                        List.of(JobStatus.FAILED, JobStatus.DEAD),
                        document,
                        Instant.parse("2025-11-03T09:00:00Z"),
                        7,
                        cursor));
    }

    @Test
    void takesThePlusOfAnOffsetThatNobodyEscaped() {
        assertThat(JobFilter.parse("createdAfter=2025-11-03T10:00:00+01:00").createdAfter())
                .isEqualTo(Instant.parse("2025-11-03T09:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=failed",
                "Status=failed",
                "status",
                "status=",
                "status=FAILED",
                "status=failed,",
                "status=failed&status=dead",
                "documentId=7",
                "createdAfter=yesterday",
                "createdAfter=2025-11-03",
                "createdAfter=-9999-01-01T00:00:00Z",
                "limit=0",
                "limit=201",
                "limit=ten",
                "limit=99999999999",
                "cursor=",
                "cursor=x",
                "status=%zz",
                "Authorization=Bearer+x",
                "CamelHttpUri=http://127.0.0.1/"
            })
    void refusesWhatItDoesNotKnow(String query) {
        assertThatThrownBy(() -> JobFilter.parse(query))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
