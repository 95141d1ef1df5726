package io.dromedary.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void isWrittenAsRfc9457Asks() throws JsonProcessingException {
        Problem problem = Problem.of(new Failure.Permanent(ErrorCode.DOCUMENT_TOO_LARGE, "at most 5"));
        assertThat(json.writeValueAsString(problem)).isEqualTo("""
                        {"type":"/problems/document_too_large","title":"The document is too large","status":413,\
                        "detail":"at most 5","code":"document_too_large"}""");
    }

    @Test
    void leavesOutTheDetailWhenThereIsNothingToSay() throws JsonProcessingException {
        assertThat(json.writeValueAsString(Problem.of(ErrorCode.NOT_FOUND, null)))
                .doesNotContain("detail");
    }

    @Test
    void keepsOurDefectsToItself() {
        assertThat(new Problems().of(new IllegalStateException("a secret")).detail())
                .isNull();
        assertThat(Problem.of(new Failure.Permanent(ErrorCode.INTERNAL_ERROR, "a secret"))
                        .detail())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeHasAStatusOfARefusalAndATitle(ErrorCode code) {
        assertThat(code.status()).isBetween(400, 599);
        assertThat(code.title()).isNotBlank().doesNotEndWith(".");
        assertThat(code.code()).matches("[a-z_]+");
    }
}
