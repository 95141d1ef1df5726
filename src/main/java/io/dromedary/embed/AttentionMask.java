package io.dromedary.embed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Takes the attention mask out of a model. A mask hides the padding of a batch, by adding to each score of attention
 * the least of all numbers or 0. A text that is alone has no padding, so what is added is always 0, at 3 to 6 percent
 * of the time of a run; without it every vector stays as it is, to the last bit.
 *
 * <p>In the file of all-MiniLM-L6-v2, which is an ONNX graph (protobuf), the softmax of each layer names the sum as its
 * input. It is given the scores instead. Both names have the same length, so nothing moves; nobody reads the sum any
 * more, and ONNX Runtime leaves out what nobody reads.
 */
final class AttentionMask {

    private static final int LAYERS = 6;

    /** Where the nodes of the graph lie; the weights come after them. */
    private static final int HEAD_BYTES = 256 * 1024;

    /** {@code NodeProto.input} (onnx.proto, field 1) : its tag, and its length of 44. */
    private static final String INPUT = "\n,/encoder/layer.%d/attention/self/";

    private static final String SUM = "Add_output_0";
    private static final String SCORES = "Div_output_0";

    private AttentionMask() {}

    /** @throws IOException also for another model */
    static void remove(Path model) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
            byte[] bytes = new byte[HEAD_BYTES];
            file.readFully(bytes);
            String head = new String(bytes, StandardCharsets.ISO_8859_1);
            for (int layer = 0; layer < LAYERS; layer++) {
                String input = INPUT.formatted(layer);
                int at = head.indexOf(input + SUM);
                if (at < 0) {
                    throw new IOException("The model has no attention mask in layer " + layer);
                }
                file.seek(at + input.length());
                file.write(SCORES.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
