package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.dromedary.deliver.JobFailure.Outcome;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailJobTest extends WovenRoutes {

    private final Failure breakdown = new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "made by the test");

    @Test
    void removesTheOriginalOfAJobThatFailedForGood() throws Exception {
        when(jobFailure.record(CLAIM, breakdown)).thenReturn(Outcome.FAILED);
        mock("remove-original").expectedHeaderReceived("CamelAwsS3Key", CLAIM.objectKey());

        fail();

        mock("remove-original").assertIsSatisfied();
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"RETRY", "DEAD", "TOO_LATE"})
    void keepsTheOriginalOtherwise(Outcome outcome) {
        when(jobFailure.record(CLAIM, breakdown)).thenReturn(outcome);

        fail();

        assertThat(mock("remove-original").getReceivedCounter()).isZero();
    }

    private void fail() {
        template.send("direct:fail-job", exchange -> {
            exchange.setVariable("claim", CLAIM);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, breakdown);
        });
    }
}
