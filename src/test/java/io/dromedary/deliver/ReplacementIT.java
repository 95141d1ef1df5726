package io.dromedary.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.job.Accepted;
import io.dromedary.job.Claim;
import io.dromedary.job.Progress;
import io.dromedary.store.ObjectRemovals;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** In whatever order the versions of a document become whole, the newest accepted one stays, and nothing of another. */
@WithLedger
class ReplacementIT {

    @Autowired
    private ChunkWriter writer;

    @Autowired
    private JobCompletion completion;

    @Autowired
    private JobFailure failures;

    @Autowired
    private Embeddings embeddings;

    @Autowired
    private ObjectRemovals removals;

    @Autowired
    private Ledger ledger;

    private Generation generation;
    private UUID tenant;
    private UUID document = new UUID(0, 0);

    @BeforeEach
    void newTenant() {
        ledger.clearLine();
        generation = new Generation(1, embeddings.space("test", "1", "", 2), "");
        tenant = ledger.newTenant();
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "132", "213", "231", "312", "321"})
    void theNewestAcceptedStaysInWhateverOrderTheyEnd(String order) {
        List<Claim> versions = versions(3);
        order.chars().forEach(version -> complete(versions.get(version - '1')));
        assertOnlyTheLatestIsLeft(3);
    }

    @RepeatedTest(5)
    void theNewestAcceptedStaysWhenAllEndAtOnce() throws Exception {
        List<Claim> versions = versions(8);
        AtomicInteger next = new AtomicInteger();
        Together.call(8, () -> {
            complete(versions.get(next.getAndIncrement()));
            return true;
        });
        assertOnlyTheLatestIsLeft(8);
    }

    @Test
    void aVersionThatWasLateAndFailedChangesNothing() {
        List<Claim> versions = versions(2);
        complete(versions.get(1));
        failures.record(versions.get(0), new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "no such page"));
        assertThat(ledger.value(Integer.class, "select current_version from document where id = ?", document))
                .isEqualTo(2);
    }

    @Test
    void aJobThatStillWorksOnAnOlderVersionKeepsItsOriginal() {
        List<Claim> versions = versions(2);
        complete(versions.get(1));
        assertThat(ledger.count("document_version where document_id = ? and original_kept", document))
                .isEqualTo(2);
        complete(versions.get(0));
        assertThat(ledger.count("document_version where document_id = ? and original_kept", document))
                .isEqualTo(1);
    }

    /** Vectors that one document gives up are taken up by another at the same moment. */
    @RepeatedTest(10)
    void nobodyLosesAVectorThatAnotherDocumentGivesUp() throws Exception {
        List<Claim> versions = versions(2);
        complete(versions.get(0));
        Claim other = ledger.newClaim(tenant);
        List<EmbeddedChunk> same = chunks(1);
        writer.store(versions.get(1), generation, chunks(2));
        AtomicInteger turn = new AtomicInteger();
        Together.call(2, () -> {
            if (turn.getAndIncrement() == 0) {
                completion.complete(versions.get(1), 0, List.of(), new Progress(0, 3, 9));
            } else {
                writer.store(other, generation, same);
                completion.complete(other, 0, List.of(), new Progress(0, 3, 9));
            }
            return true;
        });
        assertThat(embeddings.find(
                        tenant,
                        generation.space(),
                        same.stream().map(EmbeddedChunk::hash).toList()))
                .hasSize(same.size());
    }

    private void assertOnlyTheLatestIsLeft(int latest) {
        assertThat(ledger.value(Integer.class, "select current_version from document where id = ?", document))
                .isEqualTo(latest);
        assertThat(ledger.count("chunk where document_id = ? and version <> ?", document, latest))
                .isZero();
        assertThat(ledger.count("chunk where document_id = ?", document)).isEqualTo(3);
        assertThat(ledger.value(Integer.class, "select version from keyword_document where document_id = ?", document))
                .isEqualTo(latest);
        assertThat(ledger.count("embedding where tenant_id = ?", tenant)).isEqualTo(3);
        assertThat(ledger.count("document_version where document_id = ? and original_kept", document))
                .isEqualTo(1);
        removals.removeDue();
    }

    private List<Claim> versions(int count) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Accepted accepted = ledger.newVersion(tenant, "the-document");
            document = accepted.documentId();
            claims.add(ledger.claim(accepted.jobId()));
        }
        return claims;
    }

    private void complete(Claim claim) {
        writer.store(claim, generation, chunks(claim.version()));
        completion.complete(claim, 0, List.of(), new Progress(0, 3, 9));
    }

    /** Two of them are the version's own. */
    private static List<EmbeddedChunk> chunks(int version) {
        return List.of(
                chunk(0, "in every version"),
                chunk(1, "first of version " + version),
                chunk(2, "second of version " + version));
    }

    private static EmbeddedChunk chunk(int ordinal, String text) {
        return new EmbeddedChunk(
                ordinal, text, ordinal, ordinal + 1, 0, 0, List.of(), 3, ContentHash.of(text), new float[] {1, 0});
    }
}
