package io.dromedary.generation;

import io.dromedary.chunk.Chunk;
import io.dromedary.chunk.ChunkStream;
import io.dromedary.chunk.DocumentReader;
import io.dromedary.embed.EmbeddedBatch;
import io.dromedary.embed.Embedder;
import io.dromedary.embed.Recipes;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.Failures;
import io.dromedary.generation.GenerationWriter.Original;
import io.dromedary.index.Generation;
import io.dromedary.index.GenerationGaps;
import io.dromedary.index.GenerationGaps.Gap;
import io.dromedary.index.Generations;
import io.dromedary.job.Claim;
import io.dromedary.ledger.LedgerScope;
import io.dromedary.store.StoredOriginals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Indexes documents for generations that are not active: from their originals, read and cut again, as a first ingestion
 * would. What is published is taken from the gaps of a generation, one document after the other; what a job makes is
 * indexed before the job completes, so that it is published in all generations at once. When the latter fails, the
 * document is published all the same, and leaves a gap.
 *
 * <p>A document that is interrupted is read again; vectors that were stored are not made again.
 */
@Component
public class GenerationBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationBuilder.class);

    /** How long a round goes on taking documents, so that a route that is stopped does not wait for all. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Generations generations;
    private final GenerationGaps gaps;
    private final Recipes recipes;
    private final DocumentReader reader;
    private final StoredOriginals originals;
    private final Embedder embedder;
    private final GenerationWriter writer;
    private final GenerationProperties properties;
    private final int batchSize;
    private volatile boolean stopping;

    GenerationBuilder(
            Generations generations,
            GenerationGaps gaps,
            Recipes recipes,
            DocumentReader reader,
            StoredOriginals originals,
            Embedder embedder,
            GenerationWriter writer,
            GenerationProperties properties,
            @Value("${dromedary.embedding.batch-size}") int batchSize) {
        this.generations = generations;
        this.gaps = gaps;
        this.recipes = recipes;
        this.reader = reader;
        this.originals = originals;
        this.embedder = embedder;
        this.writer = writer;
        this.properties = properties;
        this.batchSize = batchSize;
    }

    /** Ends after the present batch. */
    @EventListener(ContextClosedEvent.class)
    void stop() {
        stopping = true;
    }

    /** Fills gaps of the generations that this process is configured for, for some seconds, or until there is none. */
    public void build() {
        long end = System.nanoTime() + ROUND.toNanos();
        boolean more = true;
        while (more && !stopping && System.nanoTime() - end < 0) {
            more = buildNext();
        }
    }

    private boolean buildNext() {
        Optional<Gap> taken = LedgerScope.ofAllTenants(() -> gaps.take(buildable(), properties.lease()));
        taken.ifPresent(gap -> LedgerScope.ofTenant(gap.tenantId(), () -> {
            fill(gap);
            return gap;
        }));
        return taken.isPresent();
    }

    private List<Integer> buildable() {
        List<Generation> kept = generations.kept();
        return kept.size() < 2
                ? List.of()
                : kept.stream()
                        .filter(generation -> recipes.nameOf(generation).isPresent())
                        .map(Generation::id)
                        .toList();
    }

    private void fill(Gap gap) {
        try {
            Optional<Original> original = writer.original(gap);
            if (original.isPresent()) {
                fill(gap, original.get());
            }
        } catch (RuntimeException e) {
            Failure failure = Failures.of(e);
            boolean changed = failure.code() == ErrorCode.LEASE_LOST;
            if (!changed) {
                LOG.warn(
                        "Generation {} still lacks document {}: {} ({})",
                        gap.generation(),
                        gap.documentId(),
                        failure.code().code(),
                        failure.detail());
            }
            gaps.giveBack(
                    gap,
                    stopping || changed ? Duration.ZERO : pause(gap),
                    stopping || changed ? null : failure.code().code());
        }
    }

    private void fill(Gap gap, Original original) {
        try (ChunkStream document = reader.open(
                UUID.randomUUID(), original.mediaType(), originals.open(original.objectKey()), gap.generation())) {
            int count = index(document, gap.tenantId(), gap.generation(), batch -> {
                writer.stage(gap, original.document(), batch);
                rest();
            });
            writer.finish(gap, original.document(), count);
        } catch (IOException e) {
            throw notRemoved(e);
        }
    }

    /** A second more with each try, up to ten minutes. */
    private static Duration pause(Gap gap) {
        Duration pause = Duration.ofSeconds((long) gap.tries() * gap.tries());
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** What an attempt has of its document for one generation, it makes for the others that are kept. Never throws. */
    public void indexElsewhere(Claim claim) {
        for (Generation generation : generations.kept()) {
            if (generation.id() != claim.generation()) {
                try {
                    indexElsewhere(claim, generation.id());
                } catch (RuntimeException e) {
                    leaveGap(claim, generation, Failures.of(e));
                }
            }
        }
    }

    /** An attempt that is over leaves none: whoever ended it sees to the rest. */
    private static void leaveGap(Claim claim, Generation generation, Failure failure) {
        if (failure.code() != ErrorCode.LEASE_LOST) {
            LOG.warn(
                    "Job {} leaves a gap in generation {}: {} ({})",
                    claim.jobId(),
                    generation.id(),
                    failure.code().code(),
                    failure.detail());
        }
    }

    private void indexElsewhere(Claim claim, int generation) {
        try (ChunkStream document =
                reader.open(UUID.randomUUID(), claim.mediaType(), originals.open(claim.objectKey()), generation)) {
            int count = index(document, claim.tenantId(), generation, batch -> writer.stage(claim, batch));
            writer.finish(claim, generation, count);
        } catch (IOException e) {
            throw notRemoved(e);
        }
    }

    private int index(ChunkStream document, UUID tenantId, int generation, Consumer<EmbeddedBatch> taker) {
        int count = 0;
        while (document.hasNext()) {
            List<Chunk> batch = new ArrayList<>(batchSize);
            while (batch.size() < batchSize && document.hasNext()) {
                batch.add(document.next());
            }
            taker.accept(embedder.embed(tenantId, generation, batch));
            count += batch.size();
            if (stopping) {
                throw new Failure.Transient(ErrorCode.SERVICE_STOPPED, "The process ends");
            }
        }
        return count;
    }

    private void rest() {
        try {
            TimeUnit.NANOSECONDS.sleep(properties.pause().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    private static Failure notRemoved(IOException cause) {
        return new Failure.Transient(ErrorCode.INTERNAL_ERROR, "The working copy could not be removed", cause);
    }
}
