package io.dromedary.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

class FailuresTest {

    @Test
    void findsOurOwnFailureHoweverDeepItLies() {
        Failure failure = new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "page 3");
        assertThat(Failures.of(failure)).isSameAs(failure);
        assertThat(Failures.of(new IllegalStateException(new DataAccessResourceFailureException("x", failure))))
                .isSameAs(failure);
    }

    static Stream<Arguments> exceptionsOfLibraries() {
        return Stream.of(
                Arguments.of(new DataAccessResourceFailureException("x"), ErrorCode.DATABASE_UNAVAILABLE),
                Arguments.of(new DataIntegrityViolationException("x"), ErrorCode.DATABASE_UNAVAILABLE),
                Arguments.of(new CannotCreateTransactionException("x"), ErrorCode.DATABASE_UNAVAILABLE),
                Arguments.of(new AmqpConnectException(new Exception("x")), ErrorCode.BROKER_UNAVAILABLE),
                Arguments.of(SdkClientException.create("x"), ErrorCode.STORE_UNAVAILABLE),
                Arguments.of(NoSuchKeyException.builder().message("x").build(), ErrorCode.STORE_UNAVAILABLE),
                Arguments.of(new IllegalStateException("x"), ErrorCode.INTERNAL_ERROR),
                Arguments.of(new StackOverflowError("x"), ErrorCode.INTERNAL_ERROR));
    }

    @ParameterizedTest
    @MethodSource("exceptionsOfLibraries")
    void whatLibrariesThrowMayPassAndIsKeptAsTheCause(Throwable thrown, ErrorCode code) {
        assertThat(Failures.of(thrown))
                .isInstanceOf(Failure.Transient.class)
                .hasCause(thrown)
                .extracting(Failure::code)
                .isEqualTo(code);
        assertThat(Failures.of(new RuntimeException("around it", thrown)).code())
                .isEqualTo(code);
    }

    @Test
    void neverTellsTheMessageOfAnExceptionThatIsNotOurs() {
        String secret = "the content of a document";
        assertThat(Failures.of(new IllegalStateException(secret)).detail()).doesNotContain(secret);
        assertThat(Failures.of(new DataIntegrityViolationException(secret)).detail())
                .doesNotContain(secret);
    }
}
