package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTagTest {

    private static final String TAG = "W/\"running.1.12.40.3977\"";

    @Test
    void saysStatusAttemptAndProgress() {
        assertThat(JobTag.of("running", 1, new Progress(12, 40, 3977))).isEqualTo(TAG);
    }

    @Test
    void newsAndViewOfOneStateHaveOneTag() {
        JobNews news = new JobNews(JobStatus.RUNNING, "embedding", 1, new Progress(12, 40, 3977), List.of());
        assertThat(news.tag()).isEqualTo(TAG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "W/\"running.1.12.40.3977\"",
                "\"running.1.12.40.3977\"",
                "\"x\" , W/\"running.1.12.40.3977\"",
                "*"
            })
    void isMatchedWeaklyAndInLists(String ifNoneMatch) {
        assertThat(JobTag.matches(ifNoneMatch, TAG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"running.1.12.40.3978\"", "running.1.12.40.3977", "\"\""})
    void isNotMatchedByAnotherState(String ifNoneMatch) {
        assertThat(JobTag.matches(ifNoneMatch, TAG)).isFalse();
    }

    @Test
    void isNotMatchedWithoutAHeader() {
        assertThat(JobTag.matches(null, TAG)).isFalse();
    }
}
