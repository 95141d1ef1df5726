package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MeasuredStreamTest {

    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

    /** The first example of FIPS 180-2, appendix B. */
    private static final String ABC_HASH = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void countsAndHashesWhatIsRead() throws IOException {
        try (MeasuredStream stream = new MeasuredStream(new ByteArrayInputStream(ABC), 3)) {
            assertThat(stream.readAllBytes()).isEqualTo(ABC);
            assertThat(stream.size()).isEqualTo(3);
            assertThat(HexFormat.of().formatHex(stream.sha256())).isEqualTo(ABC_HASH);
        }
    }

    @Test
    void measuresSingleBytesToo() throws IOException {
        try (MeasuredStream stream = new MeasuredStream(new ByteArrayInputStream(ABC), 3)) {
            assertThat(stream.read()).isEqualTo('a');
            assertThat(stream.readNBytes(2)).hasSize(2);
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.size()).isEqualTo(3);
            assertThat(HexFormat.of().formatHex(stream.sha256())).isEqualTo(ABC_HASH);
        }
    }

    @Test
    void aByteAbove127IsNotTheEnd() throws IOException {
        try (MeasuredStream stream = new MeasuredStream(new ByteArrayInputStream(new byte[] {-1}), 1)) {
            assertThat(stream.read()).isEqualTo(255);
        }
    }

    @Test
    void refusesTheFirstByteBeyondTheLimit() throws IOException {
        try (MeasuredStream stream = new MeasuredStream(new ByteArrayInputStream(ABC), 2)) {
            assertThat(stream.readNBytes(2)).hasSize(2);
            assertThatThrownBy(stream::read)
                    .isInstanceOfSatisfying(
                            Failure.Permanent.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DOCUMENT_TOO_LARGE));
        }
    }

    @Test
    void letsNothingPassUnmeasured() throws IOException {
        try (MeasuredStream stream = new MeasuredStream(new ByteArrayInputStream(ABC), 3)) {
            assertThat(stream.markSupported()).isFalse();
            assertThatThrownBy(() -> stream.skip(1)).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
