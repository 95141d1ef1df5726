package io.dromedary.bench;

import io.dromedary.chunk.Chunk;
import io.dromedary.chunk.Chunker;
import io.dromedary.chunk.Chunkers;
import io.dromedary.embed.Models;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The stages of the service and nothing else, in one process: PDFBox page by page, the one-pass chunker, ONNX Runtime,
 * JDBC. One thread reads and cuts, as many as there are processors embed and store. A text that came before is not
 * embedded again, as in the service. No structure, no sandbox, no ledger; what fails is lost.
 */
final class Prototype {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int AHEAD = 200;

    private static final Text END = new Text("", new Chunk(0, "", 0, 0, 0, 0, List.of(), new int[0]));

    private final String url;
    private final Chunker chunker = Chunkers.shipped(Models.tokenizer());
    private final BareModel model = new BareModel();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Prototype(String url) throws Exception {
        this.url = url;
    }

    private record Text(String document, Chunk chunk) {}

    public static void main(String[] args) throws Exception {
        Prototype prototype = new Prototype(args[0]);
        Contender.serve(prototype::run);
        System.exit(0);
    }

    private String run(String folder) throws Exception {
        Rows.create(url);
        BlockingQueue<Text> texts = new LinkedBlockingQueue<>(AHEAD);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        LongAdder chunks = new LongAdder();
        LongAdder tokens = new LongAdder();
        LongAdder embedded = new LongAdder();
        Callable<Void> embedding = () -> {
            try (Rows rows = Rows.to(url)) {
                for (Text text = texts.take(); !text.equals(END); text = texts.take()) {
                    chunks.increment();
                    tokens.add(text.chunk.tokens());
                    if (seen.add(text.chunk.embeddedText())) {
                        embedded.add(text.chunk.tokens());
                        rows.add(text.document, text.chunk.text(), model.embed(text.chunk.ids()));
                    }
                }
            }
            texts.put(END);
            return null;
        };
        List<Future<Void>> embedders = new ArrayList<>();
        IntStream.range(0, PROCESSORS).forEach(i -> embedders.add(threads.submit(embedding)));
        int pages = 0;
        for (Path pdf : Pdfs.in(Path.of(folder))) {
            pages += read(pdf, texts);
        }
        texts.put(END);
        for (Future<Void> embedder : embedders) {
            embedder.get();
        }
        return "%d pages, %d chunks, %d tokens, %d of them embedded"
                .formatted(pages, chunks.sum(), tokens.sum(), embedded.sum());
    }

    private int read(Path pdf, BlockingQueue<Text> texts) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
            Iterator<Chunk> chunks = chunker.chunk(new PlainPages(document));
            while (chunks.hasNext()) {
                texts.put(new Text(pdf.getFileName().toString(), chunks.next()));
            }
            return document.getNumberOfPages();
        }
    }
}
