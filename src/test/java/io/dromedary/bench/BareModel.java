package io.dromedary.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** The model by ONNX Runtime alone: {@code session.run} on the ids of one text, one thread a run. Thread-safe. */
final class BareModel {

    static final String NAME = "/all-minilm-l6-v2-q";

    private static final int CLS = 101;
    private static final int SEP = 102;
    private static final int DIMENSIONS = 384;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    BareModel() throws IOException, OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        session = environment.createSession(resource(".onnx"), options);
    }

    static byte[] resource(String ending) throws IOException {
        try (InputStream content =
                Objects.requireNonNull(BareModel.class.getResourceAsStream(NAME + ending), NAME + ending)) {
            return content.readAllBytes();
        }
    }

    /** What {@code session.run} alone gives: a row for each token. */
    float[] run(int[] ids) throws OrtException {
        long[] input = new long[ids.length + 2];
        input[0] = CLS;
        Arrays.setAll(input, i -> i == 0 ? CLS : i <= ids.length ? ids[i - 1] : SEP);
        long[] ones = new long[input.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor first = tensor(input);
                OnnxTensor second = tensor(ones);
                OnnxTensor third = tensor(new long[input.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", first, "attention_mask", second, "token_type_ids", third))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }

    private OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    /** The vector of a text: the mean of the rows, of unit length. */
    float[] embed(int[] ids) throws OrtException {
        float[] rows = run(ids);
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < rows.length; i++) {
            vector[i % DIMENSIONS] += rows[i];
        }
        double squares = 0;
        for (float component : vector) {
            squares += component * component;
        }
        float length = (float) Math.sqrt(squares);
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= length;
        }
        return vector;
    }
}
