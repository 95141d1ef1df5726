package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.dromedary.chunk.ChunkStream;
import io.dromedary.deliver.JobFailure.Outcome;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Failures;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.job.Progress;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.slf4j.MDC;

class ProcessDocumentTest extends WovenRoutes {

    private final Failure breakdown = new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "made by the test");

    private final ListedChunks chunks = new ListedChunks(45);

    @BeforeEach
    void letEveryStepSucceed() {
        mock("fetch-original")
                .whenAnyExchangeReceived(
                        exchange -> exchange.getMessage().setBody(new ByteArrayInputStream(new byte[] {1})));
        when(leases.claim(CLAIM.jobId())).thenReturn(CLAIM);
        ChunkStream document = chunks.stream();
        when(documentReader.open(eq(CLAIM), any())).thenReturn(document);
        doAnswer(call -> chunks.embedded(call.getArgument(1))).when(embedder).embed(eq(CLAIM), any());
        when(jobFailure.record(any(), any())).thenReturn(Outcome.RETRY);
    }

    @Test
    void storesTheChunksInBatchesAndCompletesTheJobWithTheirTotal() {
        deliver();

        verify(leases).admit(CLAIM);
        assertThat(storedBatches()).extracting(List::size).containsExactly(20, 20, 5);
        verify(jobCompletion).complete(CLAIM, 3, List.of(), new Progress(3, 45, 90));
        verifyNoInteractions(jobFailure);
        assertThat(chunks.closed).isPositive();
    }

    @Test
    void fetchesTheOriginalByItsKey() throws Exception {
        mock("fetch-original").expectedHeaderReceived("CamelAwsS3Key", CLAIM.objectKey());

        deliver();

        mock("fetch-original").assertIsSatisfied();
    }

    @Test
    void asksTheObjectStoreForNothingThatLiesInTheLedger() {
        InputStream small = new ByteArrayInputStream(new byte[] {1});
        when(storedOriginals.openSmall(CLAIM.objectKey())).thenReturn(small);

        deliver();

        assertThat(mock("fetch-original").getReceivedCounter()).isZero();
        verify(documentReader).open(CLAIM, small);
    }

    @Test
    void doesNothingWithASecondDelivery() {
        when(leases.claim(CLAIM.jobId())).thenReturn(null);

        assertThat(deliver().getException()).isNull();

        verify(leases, never()).admit(any());
        verifyNoInteractions(documentReader, embedder, chunkWriter, jobCompletion, jobFailure);
    }

    @Test
    void failsAJobWhoseWorkersAllVanishedWithoutTouchingItsDocument() {
        Failure lost = new Failure.Permanent(ErrorCode.WORKER_LOST, "made by the test");
        doThrow(lost).when(leases).admit(CLAIM);

        assertFailsTheJobOnceWith(lost);

        assertThat(mock("fetch-original").getReceivedCounter()).isZero();
        verifyNoInteractions(documentReader, embedder, chunkWriter, jobCompletion);
    }

    @Test
    void handsAJobBackBeforeItTouchesItsDocumentWhileTheProviderTakesNothing() {
        Failure busy = new Failure.Transient(ErrorCode.PROVIDER_BUSY, "made by the test");
        doThrow(busy).when(recipes).admit(CLAIM);

        assertFailsTheJobOnceWith(busy);

        assertThat(mock("fetch-original").getReceivedCounter()).isZero();
        verifyNoInteractions(documentReader, embedder, chunkWriter, jobCompletion);
    }

    @Test
    void failsTheJobWhenTheOriginalCannotBeFetched() {
        mock("fetch-original").whenAnyExchangeReceived(exchange -> exchange.setException(breakdown));

        assertFailsTheJobOnceWith(breakdown);
    }

    @Test
    void failsTheJobWhenTheDocumentCannotBeOpened() {
        doThrow(breakdown).when(documentReader).open(eq(CLAIM), any());

        assertFailsTheJobOnceWith(breakdown);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19, 20, 44})
    void failsTheJobWhenTheDocumentBreaksOffAndClosesIt(int before) {
        chunks.breakAfter(before, breakdown);

        assertFailsTheJobOnceWith(breakdown);

        assertThat(chunks.closed).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void failsTheJobAtTheFirstBatchThatCannotBeEmbeddedAndStopsThere(int batch) {
        failAtCall(batch);

        assertFailsTheJobOnceWith(breakdown);

        verify(embedder, times(batch)).embed(any(), any());
        verify(chunkWriter, times(batch - 1)).store(any(), any(), any());
        assertThat(chunks.closed).isPositive();
    }

    private void failAtCall(int batch) {
        var calls = new AtomicInteger();
        doAnswer(call -> {
                    if (calls.incrementAndGet() == batch) {
                        throw breakdown;
                    }
                    return chunks.embedded(call.getArgument(1));
                })
                .when(embedder)
                .embed(eq(CLAIM), any());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 40})
    void failsTheJobAtTheFirstBatchThatCannotBeStored(int first) {
        doThrow(breakdown).when(chunkWriter).store(eq(CLAIM), any(), argThatBeginsWith(first));

        assertFailsTheJobOnceWith(breakdown);

        assertThat(chunks.closed).isPositive();
    }

    private static List<EmbeddedChunk> argThatBeginsWith(int ordinal) {
        return argThat(batch -> batch != null && batch.get(0).ordinal() == ordinal);
    }

    @Test
    void failsTheJobThatCannotBeCompleted() {
        doThrow(breakdown).when(jobCompletion).complete(any(), anyInt(), any(), any());

        assertThat(deliver().getException()).isNull();
        verify(jobFailure).record(same(CLAIM), amountingTo(breakdown));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "embed", "store", "complete"})
    void failsTheJobWhenAStepBreaksTheVirtualMachinesLimits(String step) {
        Error error = new StackOverflowError("made by the test");
        switch (step) {
            case "open" -> doThrow(error).when(documentReader).open(eq(CLAIM), any());
            case "embed" -> doThrow(error).when(embedder).embed(eq(CLAIM), any());
            case "store" -> doThrow(error).when(chunkWriter).store(any(), any(), any());
            default -> doThrow(error).when(jobCompletion).complete(any(), anyInt(), any(), any());
        }

        assertThat(deliver().getException()).isNull();

        verify(jobFailure).record(same(CLAIM), any());
    }

    @Test
    void leavesAMessageThatNamesNoJobToTheDeadQueue() {
        assertThatThrownBy(() -> template.sendBody("direct:job-queue", "no job id"))
                .isInstanceOf(CamelExecutionException.class);

        verify(leases, never()).claim(any());
        verifyNoInteractions(jobFailure);
    }

    @Test
    void leavesAMessageToTheDeadQueueWhenNotEvenTheFailureCanBeRecorded() {
        doThrow(breakdown).when(documentReader).open(eq(CLAIM), any());
        doThrow(new Failure.Transient(ErrorCode.DATABASE_UNAVAILABLE, "made by the test"))
                .when(jobFailure)
                .record(any(), any());

        assertThat(deliver().getException()).isNotNull();
    }

    @Test
    void tellsTheLogWhoseJobItWorksOnAndForgetsItAfterwards() {
        doAnswer(call -> {
                    assertThat(MDC.get("job")).isEqualTo(CLAIM.jobId().toString());
                    assertThat(MDC.get("tenant")).isEqualTo(CLAIM.tenantId().toString());
                    return chunks.embedded(call.getArgument(1));
                })
                .when(embedder)
                .embed(eq(CLAIM), any());

        deliver();

        verifyNoInteractions(jobFailure);
        assertThat(MDC.get("job")).isNull();
        assertThat(MDC.get("tenant")).isNull();
    }

    @Test
    void letsGoOfTheJobWhenItIsDone() {
        deliver();

        verify(leases).letGo(CLAIM);
    }

    @Test
    void letsGoOfTheJobAlsoWhenItsFailureCannotBeRecorded() {
        doThrow(breakdown).when(documentReader).open(eq(CLAIM), any());
        when(jobFailure.record(any(), any())).thenThrow(new IllegalStateException("made by the test"));

        assertThat(deliver().getException()).isNotNull();

        verify(leases).letGo(CLAIM);
    }

    private Exchange deliver() {
        return template.request(
                "direct:job-queue",
                message -> message.getMessage().setBody(CLAIM.jobId().toString()));
    }

    private void assertFailsTheJobOnceWith(Failure failure) {
        assertThat(deliver().getException()).isNull();
        verify(jobFailure).record(same(CLAIM), amountingTo(failure));
        verifyNoInteractions(jobCompletion);
    }

    /** The splitter wraps what its batches throw. */
    private static Throwable amountingTo(Failure failure) {
        return argThat(thrown -> thrown != null && Failures.of(thrown) == failure);
    }

    @SuppressWarnings("unchecked")
    private List<List<EmbeddedChunk>> storedBatches() {
        ArgumentCaptor<List<EmbeddedChunk>> batches = ArgumentCaptor.forClass(List.class);
        verify(chunkWriter, atLeast(0)).store(eq(CLAIM), any(), batches.capture());
        return batches.getAllValues();
    }
}
