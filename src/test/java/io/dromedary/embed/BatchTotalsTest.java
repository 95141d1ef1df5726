package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.index.ContentHash;
import io.dromedary.index.EmbeddedChunk;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Generation;
import io.dromedary.job.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTotalsTest {

    private final BatchTotals totals = new BatchTotals();

    @Test
    void theFirstBatchIsTheTotal() {
        assertThat(totals.add(null, new Progress(1, 20, 300))).isEqualTo(new Progress(1, 20, 300));
    }

    @Test
    void everyFurtherBatchIsAdded() {
        assertThat(totals.add(new Progress(4, 20, 300), new Progress(6, 3, 40))).isEqualTo(new Progress(6, 23, 340));
    }

    @Test
    void aBatchCountsItsChunksAndTokensAndEndsAtItsHighestPage() {
        EmbeddedBatch batch = new EmbeddedBatch(
                new Generation(1, new EmbeddingSpace(1, 1), ""), List.of(chunk(0, 3, 7), chunk(1, 2, 5)));
        assertThat(batch.progress()).isEqualTo(new Progress(3, 2, 12));
        assertThat(new EmbeddedBatch(new Generation(1, new EmbeddingSpace(1, 1), ""), List.of()).progress())
                .isEqualTo(Progress.NONE);
    }

    private static EmbeddedChunk chunk(int ordinal, int lastPage, int tokens) {
        return new EmbeddedChunk(
                ordinal, "a", 0, 1, 1, lastPage, List.of(), tokens, ContentHash.of("a"), new float[] {1});
    }
}
