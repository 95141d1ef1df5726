package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.intake.UploadSource;
import io.dromedary.job.Accepted;
import io.dromedary.job.JobStatus;
import io.dromedary.poll.Source;
import java.io.File;
import java.io.InputStream;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class TakeSourceTest extends WovenRoutes {

    private static final File FOUND = new File("found.txt");

    private final Source source = Mockito.mock(Source.class);
    private final UploadSource upload = Mockito.mock(UploadSource.class);
    private final Accepted accepted = new Accepted(UUID.randomUUID(), UUID.randomUUID(), JobStatus.QUEUED, false);

    @BeforeEach
    void find() {
        when(dropFolder.find(FOUND)).thenReturn(source);
        when(sources.tenant(source)).thenReturn(TENANT);
        when(sources.open(source)).thenReturn(upload);
        when(documentIntake.accept(upload, TENANT)).thenReturn(accepted);
    }

    @Test
    void setsASourceAsideOnceItsJobExists() {
        template.sendBody("direct:found-file", FOUND);

        var order = inOrder(documentIntake, sources);
        order.verify(documentIntake).accept(upload, TENANT);
        order.verify(sources).settle(source, TENANT, accepted);
        order.verify(sources).close(source);
        verify(sources, never()).refuse(any(), any());
        verify(sources, never()).postpone(any(), any());
    }

    @ParameterizedTest
    @ValueSource(strings = {"in/a.txt", "'quoted'", "\"quoted\"", "null", "${body}", "true"})
    void takesAnObjectOfAnyKeyAsItTakesAFile(String key) {
        var answer = new ResponseInputStream<>(GetObjectResponse.builder().build(), InputStream.nullInputStream());
        when(dropBucket.find(key, answer)).thenReturn(source);

        template.send("direct:found-object", message -> {
            message.setProperty("CamelAwsS3Key", key);
            message.getIn().setBody(answer);
        });

        verify(sources).settle(source, TENANT, accepted);
        verify(sources).close(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelFileName",
                "CamelHttpUri",
                "CAmelRestHttpUri",
                "CamelBeanMethodName",
                "CamelSqlQuery",
                "CamelAwsS3Key",
                "CamelAwsS3Metadata",
                "CamelSpringRabbitmqExchangeOverrideName",
                "x-priority"
            })
    void noHeaderOfASourceGetsIn(String header) {
        var answer = new ResponseInputStream<>(GetObjectResponse.builder().build(), InputStream.nullInputStream());
        when(dropBucket.find("in/a.txt", answer)).thenReturn(source);

        var file = template.send("direct:found-file", message -> {
            message.getIn().setHeader(header, "steer");
            message.getIn().setBody(FOUND);
        });
        var object = template.send("direct:found-object", message -> {
            message.setProperty("CamelAwsS3Key", "in/a.txt");
            message.getIn().setHeader(header, "steer");
            message.getIn().setBody(answer);
        });

        assertThat(file.getMessage().getHeaders()).isEmpty();
        assertThat(object.getMessage().getHeaders()).isEmpty();
        verify(sources, times(2)).settle(source, TENANT, accepted);
    }

    @Test
    void refusesWhatTheGateRefuses() {
        Failure wrongType = new Failure.Permanent(ErrorCode.UNSUPPORTED_TYPE, "made by the test");
        when(documentIntake.accept(upload, TENANT)).thenThrow(wrongType);

        template.sendBody("direct:found-file", FOUND);

        verify(sources).refuse(source, wrongType);
        verify(sources, never()).settle(any(), any(), any());
        verify(sources).close(source);
    }

    @Test
    void refusesWhatHasNoTenant() {
        Failure unknown = new Failure.Permanent(ErrorCode.NOT_FOUND, "made by the test");
        when(sources.tenant(source)).thenThrow(unknown);

        template.sendBody("direct:found-file", FOUND);

        verifyNoInteractions(documentIntake);
        verify(sources).refuse(any(), any());
        verify(sources).close(source);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesTheSourceWhenItsJobCouldNotBeMade(boolean expected) {
        RuntimeException failure = expected
                ? new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "made by the test")
                : new IllegalStateException("made by the test");
        when(documentIntake.accept(upload, TENANT)).thenThrow(failure);

        template.sendBody("direct:found-file", FOUND);

        verify(sources).postpone(source, failure);
        verify(sources, never()).settle(any(), any(), any());
        verify(sources, never()).refuse(any(), any());
        verify(sources).close(source);
    }

    @Test
    void leavesTheSourceWhenItCannotBeSetAside() {
        Failure stuck = new Failure.Transient(ErrorCode.SOURCE_UNAVAILABLE, "made by the test");
        doThrow(stuck).when(sources).settle(source, TENANT, accepted);

        template.sendBody("direct:found-file", FOUND);

        verify(sources).postpone(source, stuck);
        verify(sources).close(source);
    }

    @Test
    void pollsOnWhenARefusalFailsToo() {
        when(documentIntake.accept(upload, TENANT))
                .thenThrow(new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "made by the test"));
        doThrow(new Failure.Transient(ErrorCode.SOURCE_UNAVAILABLE, "made by the test"))
                .when(sources)
                .refuse(any(), any());

        var exchange =
                template.send("direct:found-file", message -> message.getIn().setBody(FOUND));

        assertThat(exchange.isFailed()).isFalse();
        verify(sources).close(source);
    }

    @Test
    void hasNothingToDoForAFileThatIsGone() {
        when(dropFolder.find(FOUND)).thenReturn(null);

        template.sendBody("direct:found-file", FOUND);

        verifyNoInteractions(sources);
    }
}
