package io.dromedary.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class VectorsTest {

    @Test
    void returnExactlyAsTheyWereKept() {
        float[] vector = {0, -0f, 1, -1, 0.1f, Float.MIN_VALUE, Float.MAX_VALUE, (float) Math.PI};
        assertThat(Vectors.fromBytes(Vectors.toBytes(vector))).containsExactly(vector);
        assertThat(Vectors.fromBytes(Vectors.toBytes(new float[0]))).isEmpty();
    }

    @Test
    void areKeptInLittleEndianOrder() {
        assertThat(HexFormat.of().formatHex(Vectors.toBytes(new float[] {1, -2})))
                .isEqualTo("0000803f000000c0");
    }
}
