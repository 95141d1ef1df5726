package io.dromedary.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2, quantised to eight bits, on ONNX Runtime: token ids in, one vector of unit length out.
 *
 * <p>One text per run and one thread per run. The quantised model takes one scale over everything it is given, so a
 * batch would change the vectors of its members (cosine down to 0.98), and it would not be faster. Pooling and
 * normalisation add the same numbers in the same order as langchain4j does, hence equal to the last bit.
 *
 * <p>Thread-safe, except that {@link #close} must not overtake a run: the native side does not look.
 */
final class SentenceEncoder implements AutoCloseable {

    static final String NAME = "all-minilm-l6-v2-q";
    static final int DIMENSIONS = 384;

    /** The positions that the model has, of which the special tokens at both ends take two. */
    static final int MAX_TOKENS = 512;

    private static final long CLS = 101;
    private static final long SEP = 102;

    private final OrtEnvironment environment;
    private volatile @Nullable OrtSession session;

    /** The model itself, which is what takes memory, is loaded when it is first needed. */
    SentenceEncoder() {
        try {
            environment = NativeLibraries.onnxRuntime();
        } catch (IOException | OrtException e) {
            throw new IllegalStateException("the runtime of the embedding model cannot be loaded", e);
        }
    }

    /** Loads the model, unless it is loaded. */
    synchronized OrtSession load() {
        OrtSession loaded = session;
        if (loaded == null) {
            try {
                loaded = open(environment);
            } catch (IOException | OrtException e) {
                throw new IllegalStateException("the embedding model cannot be loaded", e);
            }
            session = loaded;
        }
        return loaded;
    }

    boolean isLoaded() {
        return session != null;
    }

    /** The version of the runtime, as it names itself. */
    String runtime() {
        return "onnxruntime " + environment.getVersion();
    }

    /** @param ids at most {@link #MAX_TOKENS} less two, without special tokens; may be empty */
    float[] encode(int[] ids) throws OrtException {
        OrtSession loaded = session;
        OrtSession model = loaded == null ? load() : loaded;
        long[] inputIds = withSpecialTokens(ids);
        try (OnnxTensor first = tensor(inputIds);
                OnnxTensor zeros = tensor(new long[inputIds.length]);
                OrtSession.Result result =
                        model.run(Map.of("input_ids", first, "attention_mask", zeros, "token_type_ids", zeros))) {
            OnnxTensor states = (OnnxTensor) result.get(0);
            return normalized(mean(states.getFloatBuffer().array(), inputIds.length));
        }
    }

    @Override
    public void close() {
        OrtSession loaded = session;
        if (loaded == null) {
            return;
        }
        try {
            loaded.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model cannot be closed", e);
        }
    }

    /** From a file, because every other way keeps a second copy of the model in memory. */
    private static OrtSession open(OrtEnvironment environment) throws IOException, OrtException {
        try (UnpackedResources files = new UnpackedResources();
                SessionOptions options = options()) {
            Path model = files.unpack("/" + NAME + ".onnx");
            AttentionMask.remove(model);
            return environment.createSession(model.toString(), options);
        }
    }

    private static SessionOptions options() throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(ExecutionMode.SEQUENTIAL);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        // A pattern pays only where shapes repeat; here it costs memory for every length of text.
        options.setMemoryPatternOptimization(false);
        return options;
    }

    private OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    private static long[] withSpecialTokens(int[] ids) {
        long[] sequence = new long[ids.length + 2];
        sequence[0] = CLS;
        for (int i = 0; i < ids.length; i++) {
            sequence[i + 1] = ids[i];
        }
        sequence[ids.length + 1] = SEP;
        return sequence;
    }

    /** The mean of the rows of a matrix of {@code rows} times {@link #DIMENSIONS}. */
    private static float[] mean(float[] matrix, int rows) {
        float[] mean = new float[DIMENSIONS];
        for (int offset = 0; offset < matrix.length; offset += DIMENSIONS) {
            for (int i = 0; i < DIMENSIONS; i++) {
                mean[i] += matrix[offset + i];
            }
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            mean[i] /= rows;
        }
        return mean;
    }

    private static float[] normalized(float[] vector) {
        float sumOfSquares = 0;
        for (float component : vector) {
            sumOfSquares += component * component;
        }
        float length = (float) Math.sqrt(sumOfSquares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = vector[i] / length;
        }
        return unit;
    }
}
