package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no vector changes with it, {@link LangChain4jEqualityTest} shows. */
class AttentionMaskTest {

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";

    @Test
    void changesFourBytesInEachLayer() throws IOException {
        try (UnpackedResources files = new UnpackedResources()) {
            Path model = files.unpack(MODEL);
            byte[] before = Files.readAllBytes(model);
            AttentionMask.remove(model);
            byte[] after = Files.readAllBytes(model);
            int changed = 0;
            for (int i = 0; i < before.length; i++) {
                changed += before[i] == after[i] ? 0 : 1;
            }
            assertThat(after).hasSameSizeAs(before);
            // The number of a field, and a name.
            assertThat(changed).isEqualTo(6 * (1 + "Add".length()));
            assertThatThrownBy(() -> AttentionMask.remove(model))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("layer 0");
        }
    }

    @Test
    void refusesAnotherFile(@TempDir Path folder) throws IOException {
        Path other = Files.write(folder.resolve("other.onnx"), new byte[1000]);
        assertThatThrownBy(() -> AttentionMask.remove(other)).isInstanceOf(IOException.class);
    }
}
