package io.dromedary.bench;

import com.google.common.collect.Lists;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import io.dromedary.chunk.Chunk;
import io.dromedary.chunk.Chunkers;
import io.dromedary.embed.Models;
import io.dromedary.embed.TokenizedText;
import io.dromedary.extract.Element;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.StreamSupport;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.Test;

/**
 * What embedding costs beside {@code session.run} alone on the same ids, by as many threads as there are processors, in
 * turns in one process; and how many characters the tokenizer sees. In no build; docs/benchmarks.md says how to run it.
 */
class EmbedBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
    private static final int CHUNKS = 1_000;
    private static final int BATCH = 20;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @Test
    void compareWithTheRuntimeAlone() throws Exception {
        List<Chunk> chunks =
                chunks(Pdfs.in(Path.of(System.getProperty("bench.pdfs"))).get(0));
        EmbeddingModel model = Models.embedding(THREADS);
        BareModel bare = new BareModel();
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round <= ROUNDS; round++) {
            double theirs = seconds(chunks, batch -> {
                for (Chunk chunk : batch) {
                    bare.run(chunk.ids());
                }
            });
            double ours = seconds(
                    chunks,
                    batch -> model.embedAll(batch.stream()
                            .map(chunk -> (TextSegment) new TokenizedText(chunk.embeddedText(), chunk.ids()))
                            .toList()));
            // The first warms up.
            if (round > 0) {
                ratios[round - 1] = ours / theirs;
                System.out.printf("session.run %.2f s, embedAll %.2f s of processor time%n", theirs, ours);
            }
        }
        Spread spread = Spread.of(ratios);
        System.out.printf(
                "embedAll to session.run: median %.3f (%.3f to %.3f), %d texts%n",
                spread.median(), spread.least(), spread.most(), chunks.size());
        threads.shutdownNow();
    }

    private static List<Chunk> chunks(Path pdf) throws Exception {
        LongAdder read = new LongAdder();
        LongAdder tokenised = new LongAdder();
        List<Chunk> chunks = new ArrayList<>();
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            Iterable<Element> pages = () -> new PlainPages(document);
            Chunkers.shipped(text -> {
                        tokenised.add(text.length());
                        return Models.tokenizer().tokenize(text);
                    })
                    .chunk(StreamSupport.stream(pages.spliterator(), false)
                            .peek(page -> read.add(page.text().length()))
                            .iterator())
                    .forEachRemaining(chunks::add);
        }
        System.out.printf(
                "%s: %d characters of text, %d through the tokenizer, ratio %.3f%n",
                pdf.getFileName(), read.sum(), tokenised.sum(), (double) tokenised.sum() / read.sum());
        return chunks.subList(0, Math.min(CHUNKS, chunks.size()));
    }

    @FunctionalInterface
    private interface Work {
        void run(List<Chunk> batch) throws Exception;
    }

    private double seconds(List<Chunk> chunks, Work work) throws Exception {
        List<Callable<Void>> batches = Lists.partition(chunks, BATCH).stream()
                .map(batch -> (Callable<Void>) () -> {
                    work.run(batch);
                    return null;
                })
                .toList();
        long before = ProcessorTime.of(ProcessHandle.current().pid()).toMillis();
        for (Future<Void> batch : threads.invokeAll(batches)) {
            batch.get();
        }
        return (ProcessorTime.of(ProcessHandle.current().pid()).toMillis() - before) / 1e3;
    }
}
