package io.dromedary.embed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Takes the attention mask out of a model. A mask hides the padding of a batch, by adding to each score of attention
 * the least of all numbers or 0. A text that is alone has no padding, so what is added is always 0, at 2 to 6 percent
 * of the time of a run; without it every vector stays as it is, to the last bit.
 *
 * <p>In the file of all-MiniLM-L6-v2, which is an ONNX graph (onnx.proto), each layer has a node that adds the mask to
 * the scores, and one for the softmax of the sum. The softmax is given the scores, by a name of the same length, and
 * the sum is hidden: its field number, 1, becomes 3, which the format keeps free and whoever reads it skips. So nothing
 * moves.
 */
final class AttentionMask {

    private static final int LAYERS = 6;

    /** Where the nodes of the graph lie; the weights come after them. */
    private static final int HEAD_BYTES = 256 * 1024;

    /** {@code GraphProto.node}, and its length in two bytes. */
    private static final int TAG_BYTES = 3;

    private static final char NODE = tag(1);
    private static final char FREE = tag(3);

    private AttentionMask() {}

    /** @throws IOException also for another model */
    static void remove(Path model) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
            byte[] bytes = new byte[HEAD_BYTES];
            file.readFully(bytes);
            String head = new String(bytes, StandardCharsets.ISO_8859_1);
            for (int layer = 0; layer < LAYERS; layer++) {
                String values = "/encoder/layer.%d/attention/self/".formatted(layer);
                String scores = values + "Div_output_0";
                String sum = values + "Add_output_0";
                int add = head.indexOf(input(scores) + input("/Mul_output_0") + output(sum)) - TAG_BYTES;
                int softmax = head.indexOf(input(sum));
                if (add < 0 || softmax < 0 || head.charAt(add) != NODE) {
                    throw new IOException("The model has no attention mask in layer " + layer);
                }
                file.seek(add);
                file.writeByte(FREE);
                file.seek(softmax);
                file.writeBytes(input(scores));
            }
        }
    }

    /** {@code NodeProto.input}. */
    private static String input(String name) {
        return field(1, name);
    }

    /** {@code NodeProto.output}. */
    private static String output(String name) {
        return field(2, name);
    }

    /** A short text as protobuf writes it: the tag, the length, the text. */
    private static String field(int number, String text) {
        return "" + tag(number) + (char) text.length() + text;
    }

    private static char tag(int number) {
        return (char) (number << 3 | 2);
    }
}
