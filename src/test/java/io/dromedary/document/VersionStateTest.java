package io.dromedary.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.document.VersionView.State;
import io.dromedary.job.JobStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionStateTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1, -, queued, pending",
                "1, -, running, pending",
                "1, -, failed, failed",
                "1, -, dead, failed",
                "1, -, cancelled, failed",
                "1, 1, completed, current",
                "1, 1, -, current",
                "2, 1, running, pending",
                "2, 1, failed, failed",
                "2, 1, -, failed",
                "1, 2, completed, superseded",
                "1, 2, running, pending",
                "1, 2, -, superseded",
                "1, 2, failed, failed"
            })
    void isToldByTheJobAndByWhatReadersSee(int version, @Nullable Integer current, @Nullable String job, String state) {
        JobStatus status = job == null ? null : JobStatus.of(job);
        assertThat(State.of(version, current, status).code()).isEqualTo(state);
    }
}
