package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path temp;

    @Test
    void isCreatedWithItsParentsForTheOwnerOnly() throws IOException {
        try (var directory = DataDirectory.open(temp.resolve("a/b"))) {
            assertThat(permissions(directory.path())).isEqualTo("rwx------");
            assertThat(permissions(directory.path().resolve("lock"))).isEqualTo("rw-------");
            assertThat(permissions(directory.folder("broker"))).isEqualTo("rwx------");
        }
    }

    @Test
    void isRefusedWhileThisProcessHasItOpenUnderWhateverName() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("data")));
        try (var directory = DataDirectory.open(temp.resolve("data"))) {
            assertThatExceptionOfType(StandaloneException.class)
                    .isThrownBy(() -> DataDirectory.open(link))
                    .withMessage("The data directory " + directory.path() + " is in use by another Dromedary");
        }
    }

    @Test
    void canBeOpenedAgainOnceItIsClosed() {
        DataDirectory.open(temp).close();
        DataDirectory.open(temp).close();
    }

    @Test
    void saysWhyItCannotBeUsed() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatExceptionOfType(StandaloneException.class)
                .isThrownBy(() -> DataDirectory.open(file))
                .withMessage("The data directory %1$s cannot be used (FileAlreadyExistsException: %1$s)", file)
                .satisfies(e -> assertThat(e.action()).contains("DROMEDARY_DATA_DIR"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
