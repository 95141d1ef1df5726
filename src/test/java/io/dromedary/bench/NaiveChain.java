package io.dromedary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.document.DocumentSplitter;
import dev.langchain4j.data.document.splitter.DocumentSplitters;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * The chain of langchain4j's own examples: the whole text of a document by PDFBox, the recursive splitter with the
 * model's tokenizer, {@code embedAll} by twenties, JDBC. The model's tokenizer does not cut at 128 tokens here, as the
 * shipped one does, or most of the text would not be embedded at all.
 */
final class NaiveChain {

    private static final int AT_ONCE = 20;

    private final String url;
    private final OnnxEmbeddingModel model;
    private final DocumentSplitter splitter;

    private NaiveChain(String url, int maxTokens) throws IOException {
        this.url = url;
        Path folder = Files.createTempDirectory("naive");
        Path weights = Files.write(folder.resolve("model.onnx"), BareModel.resource(".onnx"));
        ObjectMapper json = new ObjectMapper();
        ObjectNode definition = (ObjectNode) json.readTree(BareModel.resource("-tokenizer.json"));
        definition.putNull("truncation").putNull("padding");
        Path tokenizer = Files.write(folder.resolve("tokenizer.json"), json.writeValueAsBytes(definition));
        model = new OnnxEmbeddingModel(weights, tokenizer, PoolingMode.MEAN);
        splitter = DocumentSplitters.recursive(
                maxTokens,
                0,
                new HuggingFaceTokenCountEstimator(tokenizer, Map.of("padding", "false", "truncation", "false")));
    }

    public static void main(String[] args) throws Exception {
        NaiveChain chain = new NaiveChain(args[0], Integer.parseInt(args[1]));
        Contender.serve(chain::run);
        System.exit(0);
    }

    private String run(String folder) throws Exception {
        Rows.create(url);
        int pages = 0;
        int segments = 0;
        for (Path pdf : Pdfs.in(Path.of(folder))) {
            String text;
            try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
                text = new PDFTextStripper().getText(document);
                pages += document.getNumberOfPages();
            }
            List<TextSegment> split = splitter.split(Document.from(text));
            try (Rows rows = Rows.to(url)) {
                for (int from = 0; from < split.size(); from += AT_ONCE) {
                    List<TextSegment> some = split.subList(from, Math.min(from + AT_ONCE, split.size()));
                    List<Embedding> embeddings = model.embedAll(some).content();
                    for (int i = 0; i < some.size(); i++) {
                        rows.add(
                                pdf.getFileName().toString(),
                                some.get(i).text(),
                                embeddings.get(i).vector());
                    }
                }
            }
            segments += split.size();
        }
        return "%d pages, %d segments".formatted(pages, segments);
    }
}
