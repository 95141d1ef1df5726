package io.dromedary.embed;

import io.dromedary.index.Embeddings;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
import io.dromedary.index.VectorIndex;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares at start what a process is configured for with the generations that the ledger keeps. Where they do not fit,
 * the start fails while another generation depends on it, and goes on with a warning otherwise.
 */
@Component
class GenerationStart {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationStart.class);

    private final Generations generations;
    private final Embeddings embeddings;
    private final VectorIndex vectors;
    private final TransactionTemplate transaction;

    GenerationStart(
            Generations generations, Embeddings embeddings, VectorIndex vectors, TransactionTemplate transaction) {
        this.generations = generations;
        this.embeddings = embeddings;
        this.vectors = vectors;
        this.transaction = transaction;
    }

    /** @throws IllegalStateException when the active generation cannot be gone on with */
    void begin(List<Recipe> configured) {
        Recipe main = configured.get(0);
        transaction.executeWithoutResult(status -> {
            generations.holdAlone();
            if (!generations.activeIsDescribed()) {
                generations.describeActive(main.space(), main.chunker().sizes());
            } else if (configured.stream().noneMatch(recipe -> recipe.makes(generations.active()))) {
                replace(main);
            }
        });
        List<String> others = embeddings.othersInUse(generations.kept());
        if (!others.isEmpty()) {
            LOG.warn(
                    "Some documents were embedded by {}: these are found by their words only, until they are uploaded"
                            + " again or another generation of the index is built",
                    others);
        }
        vectors.prepare(generations.active());
    }

    private void replace(Recipe main) {
        Generation active = generations.active();
        if (generations.kept().size() > 1) {
            throw new IllegalStateException(
                    "Generation %d of the index is active (%s), and neither dromedary.provider and dromedary.chunk"
                                    .formatted(active.id(), active.chunking())
                            + " nor dromedary.next make it: see \"Another model, other chunks\" in docs/operations.md");
        }
        LOG.warn(
                "The index was made by another model or from other chunks ({}) than are configured ({}). docs/operations.md"
                        + " tells how to change them without a gap",
                active.chunking(),
                main.chunker().sizes());
        generations.describeActive(main.space(), main.chunker().sizes());
    }
}
