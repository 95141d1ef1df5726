package io.dromedary.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.job.Priority;
import io.dromedary.passthrough.VectorFormat;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UploadOptionsTest {

    private static final IdempotencyKey KEY = new IdempotencyKey("key");
    private static final UploadOptions OPTIONS = new UploadOptions(KEY, Priority.NORMAL, "a", "b");

    @Test
    void theFingerprintTellsEveryOptionAndTheContentApart() {
        List<UploadOptions> different = List.of(
                OPTIONS,
                new UploadOptions(KEY, Priority.HIGH, "a", "b"),
                new UploadOptions(KEY, Priority.NORMAL, null, "b"),
                new UploadOptions(KEY, Priority.NORMAL, "a", null),
                new UploadOptions(KEY, Priority.NORMAL, "ab", null),
                new UploadOptions(KEY, Priority.NORMAL, null, "ab"),
                new UploadOptions(KEY, Priority.NORMAL, "b", "a"),
                new UploadOptions(KEY, Priority.NORMAL, "a", "b", Instant.EPOCH, null, null, null),
                new UploadOptions(KEY, Priority.NORMAL, "a", "b", null, "{\"c\":1}", null, null),
                new UploadOptions(KEY, Priority.NORMAL, "a", "b", null, null, "c", null),
                new UploadOptions(KEY, Priority.NORMAL, "a", "b", null, null, "c", VectorFormat.BASE64),
                new UploadOptions(KEY, Priority.NORMAL, "a", "b", null, null, "c", VectorFormat.JSON));
        Set<String> fingerprints = new HashSet<>();
        different.forEach(options -> fingerprints.add(hex(options, 1, "text/plain")));
        fingerprints.add(hex(OPTIONS, 2, "text/plain"));
        fingerprints.add(hex(OPTIONS, 1, "text/markdown"));
        assertThat(fingerprints).hasSize(different.size() + 2);
    }

    @Test
    void theKeyIsNoPartOfTheFingerprint() {
        UploadOptions other = new UploadOptions(new IdempotencyKey("other"), Priority.NORMAL, "a", "b");
        assertThat(hex(other, 1, "text/plain")).isEqualTo(hex(OPTIONS, 1, "text/plain"));
    }

    private static String hex(UploadOptions options, int hash, String type) {
        return HexFormat.of().formatHex(options.fingerprint(new byte[] {(byte) hash}, type));
    }
}
