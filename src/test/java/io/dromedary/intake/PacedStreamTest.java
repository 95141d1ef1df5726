package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.BrokenStream;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.intake.PacedStream.Pace;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PacedStreamTest {

    private static final Pace PACE = new Pace(100, Duration.ofSeconds(10));

    private final AtomicLong nanos = new AtomicLong();
    private long nanosPerRead = Duration.ofSeconds(1).toNanos();

    @Test
    void passesEveryByteOfAClientThatIsFastEnough() throws IOException {
        assertThat(client(100, 1_000).readAllBytes()).hasSize(2_000);
    }

    @Test
    void cutsAClientThatDripsOnceTheGraceIsOver() {
        InputStream drip = client(1, 1_000);
        assertRefused(ErrorCode.UPLOAD_TOO_SLOW, drip::readAllBytes);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(nanos.get())).isEqualTo(11);
    }

    @Test
    void theAverageCountsNotTheMoment() {
        InputStream stalling = client(200, 1_000);
        assertThatCode(() -> stalling.readNBytes(1_000)).doesNotThrowAnyException();
        nanosPerRead = Duration.ofSeconds(20).toNanos();
        assertRefused(ErrorCode.UPLOAD_TOO_SLOW, stalling::readAllBytes);
    }

    @Test
    void doesNotCountTheTimeThatTheServiceTakes() throws IOException {
        PacedStream stream = paced(new ByteArrayInputStream(new byte[10]));
        assertThat(stream.readNBytes(5)).hasSize(5);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(stream.readAllBytes()).hasSize(5);
    }

    @Test
    void aSilentClientIsASlowOne() {
        IOException timeout = new IOException("wrapped", new SocketTimeoutException("silent"));
        assertRefused(ErrorCode.UPLOAD_TOO_SLOW, paced(BrokenStream.after(new byte[3], timeout))::readAllBytes);
    }

    @Test
    void aBrokenConnectionIsARefusal() {
        InputStream broken = BrokenStream.after(new byte[3], new IOException("reset"));
        assertRefused(ErrorCode.INVALID_REQUEST, paced(broken)::readAllBytes);
    }

    @Test
    void endsAtTheLimit() {
        PacedStream stream = new PacedStream(new ByteArrayInputStream(new byte[11]), PACE, 10, nanos::get);
        assertRefused(ErrorCode.DOCUMENT_TOO_LARGE, stream::readAllBytes);
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private PacedStream paced(InputStream body) {
        return new PacedStream(body, PACE, 10_000, nanos::get);
    }

    /** Sends so many bytes in each second, and twice the given number in all. */
    private InputStream client(int bytesPerSecond, int half) {
        return paced(new FilterInputStream(new ByteArrayInputStream(new byte[2 * half])) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                nanos.addAndGet(nanosPerRead);
                return super.read(buffer, offset, Math.min(length, bytesPerSecond));
            }
        });
    }
}
