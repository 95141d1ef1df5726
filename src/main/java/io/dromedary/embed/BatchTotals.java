package io.dromedary.embed;

import io.dromedary.job.Progress;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Adds up what the batches of a document stored. Pure. */
@Component
public class BatchTotals {

    /**
     * The total with one more batch.
     *
     * @param total of the batches before; null before the first
     */
    public Progress add(@Nullable Progress total, Progress batch) {
        return total == null ? batch : total.plus(batch);
    }
}
