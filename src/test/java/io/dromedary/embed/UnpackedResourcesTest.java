package io.dromedary.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnpackedResourcesTest {

    @Test
    void keepsFilesUntilItIsClosed() throws IOException {
        Path file;
        Path directory;
        try (UnpackedResources resources = new UnpackedResources()) {
            directory = resources.directory();
            file = resources.unpack("/all-minilm-l6-v2-q-tokenizer.json");
            assertThat(file).isNotEmptyFile().hasParent(directory).hasFileName("all-minilm-l6-v2-q-tokenizer.json");
        }
        assertThat(file).doesNotExist();
        assertThat(directory).doesNotExist();
    }

    @Test
    void namesAMissingResource() throws IOException {
        try (UnpackedResources resources = new UnpackedResources()) {
            assertThatThrownBy(() -> resources.unpack("/no-such.onnx"))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessageContaining("/no-such.onnx");
        }
    }
}
