package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {

    /** More than any system gives. */
    private static final String GONE = "999999999";

    private static final String OWN = String.valueOf(ProcessHandle.current().pid());
    private static final String ANOTHER = "1";

    @TempDir
    private Path folder;

    @Test
    void aStartRemovesWhatIsOfNobodyElse() throws IOException {
        Files.writeString(folder.resolve(GONE + "-job-1"), "text");
        Files.writeString(folder.resolve(OWN + "-job-1"), "text");
        Files.writeString(Files.createDirectory(folder.resolve(GONE + "-2")).resolve("part"), "text");
        Files.writeString(folder.resolve(ANOTHER + "-job-1"), "text");
        Files.writeString(folder.resolve("notes"), "text");
        ScratchFolder.removeLeftOvers(folder);
        assertThat(folder)
                .isDirectoryNotContaining("glob:**" + GONE + "*")
                .isDirectoryNotContaining("glob:**/" + OWN + "-*")
                .isDirectoryContaining("glob:**/" + ANOTHER + "-job-1")
                .isDirectoryContaining("glob:**/notes");
    }

    @Test
    void whereThereIsNoFolderNothingIsLeft() throws IOException {
        ScratchFolder.removeLeftOvers(folder.resolve("none"));
        assertThat(folder).isEmptyDirectory();
    }
}
