package io.dromedary.embed;

import ai.onnxruntime.OrtException;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The embedding model of the process: nothing is cut, nothing depends on its neighbours. The vector of a text is the
 * same to the last bit whatever stands before or beside it and however busy the machine is. Thread-safe.
 *
 * <p>At most {@code threads} texts are computed at a time, each on one thread. A batch is spread over threads of our
 * own; a single text, such as a query, is computed by its caller. Both wait in one line, one text at a time, so a query
 * is not held up by a batch, and neither queries nor batches can take more memory or processors than they were given.
 *
 * <p>A text of more than 510 tokens is refused: cutting it would lose what it says, and averaging its parts would give
 * a vector that is near to none of them. A text without a token (all white space) has the vector of the empty sequence.
 */
final class OnnxEmbeddingModel implements DescribedEmbeddingModel, AutoCloseable {

    private static final String OPTIONS = "batch=1,truncation=off,special-tokens=escaped";
    private static final int MAX_TEXT_TOKENS = SentenceEncoder.MAX_TOKENS - 2;

    private final WordPieceTokenizer tokenizer;
    private final SentenceEncoder encoder;
    private final int threads;
    private final Semaphore turns;
    private final ExecutorService callers;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param threads how many texts are computed at a time; at least 1 */
    OnnxEmbeddingModel(WordPieceTokenizer tokenizer, int threads) {
        this.tokenizer = tokenizer;
        this.encoder = new SentenceEncoder();
        this.threads = threads;
        this.turns = new Semaphore(threads, true);
        this.callers = Executors.newFixedThreadPool(threads, new CustomizableThreadFactory("embedding-"));
    }

    @Override
    public void load() {
        encoder.load();
    }

    boolean isLoaded() {
        return encoder.isLoaded();
    }

    @Override
    public EmbeddingModelInfo info() {
        return new EmbeddingModelInfo(modelName(), encoder.runtime(), OPTIONS, dimension(), SentenceEncoder.MAX_TOKENS);
    }

    @Override
    public String modelName() {
        return SentenceEncoder.NAME;
    }

    @Override
    public int dimension() {
        return SentenceEncoder.DIMENSIONS;
    }

    @Override
    public Response<Embedding> embed(String text) {
        Vector vector = vector(tokenizer.ids(text));
        return Response.from(Embedding.from(vector.components()), new TokenUsage(vector.tokens()));
    }

    /** One vector for each segment, in their order. The ids of a {@link TokenizedText} are taken as they are. */
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        List<Vector> vectors = segments.size() == 1 ? List.of(vector(segments.get(0))) : vectors(segments);
        List<Embedding> embeddings = new ArrayList<>(vectors.size());
        int tokens = 0;
        for (Vector vector : vectors) {
            embeddings.add(Embedding.from(vector.components()));
            tokens += vector.tokens();
        }
        return Response.from(embeddings, new TokenUsage(tokens));
    }

    /** Waits for the texts that are being computed; the others fail. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        callers.shutdown();
        turns.acquireUninterruptibly(threads);
        try {
            encoder.close();
        } finally {
            turns.release(threads);
        }
        awaitCallers();
    }

    private List<Vector> vectors(List<TextSegment> segments) {
        List<Callable<Vector>> tasks = new ArrayList<>(segments.size());
        segments.forEach(segment -> tasks.add(() -> vector(segment)));
        try {
            List<Vector> vectors = new ArrayList<>(tasks.size());
            for (Future<Vector> vector : callers.invokeAll(tasks)) {
                vectors.add(vector.get());
            }
            return vectors;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("The embedding was interrupted", e);
        } catch (RejectedExecutionException e) {
            throw unavailable("The embedding model is closed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new IllegalStateException("a text could not be embedded", e.getCause());
        }
    }

    private Vector vector(TextSegment segment) {
        return vector(segment instanceof TokenizedText text ? text.ids() : tokenizer.ids(segment.text()));
    }

    private Vector vector(int[] ids) {
        if (ids.length > MAX_TEXT_TOKENS) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST,
                    "The text has %d tokens; the embedding model reads at most %d"
                            .formatted(ids.length, MAX_TEXT_TOKENS));
        }
        turns.acquireUninterruptibly();
        try {
            if (closed.get()) {
                throw new Failure.Transient(ErrorCode.EMBEDDING_UNAVAILABLE, "The embedding model is closed");
            }
            return new Vector(encoder.encode(ids), ids.length);
        } catch (OrtException e) {
            throw unavailable("The embedding model failed", e);
        } finally {
            turns.release();
        }
    }

    private static Failure unavailable(String detail, Exception cause) {
        return new Failure.Transient(ErrorCode.EMBEDDING_UNAVAILABLE, detail, cause);
    }

    private void awaitCallers() {
        try {
            // Nothing is left for them but to find the model closed.
            if (!callers.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the threads of the embedding model do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one call
    private record Vector(float[] components, int tokens) {}
}
