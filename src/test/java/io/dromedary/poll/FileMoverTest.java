package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMoverTest {

    private static final byte[] PROBLEM = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path outside;

    private Path root;
    private FileMover mover;

    @BeforeEach
    void makeFolder() throws IOException {
        root = Files.createDirectory(outside.resolve("root"));
        mover = new FileMover(root);
    }

    @Test
    void keepsThePath() throws IOException {
        Path moved = move(drop("a/b.txt", "1"), null);

        assertThat(moved).isEqualTo(root.resolve("done/a/b.txt")).hasContent("1");
        assertThat(root.resolve("a/b.txt")).doesNotExist();
    }

    @Test
    void neverReplacesAFile() throws IOException {
        move(drop("a.txt", "1"), null);
        Path second = move(drop("a.txt", "2"), null);

        assertThat(root.resolve("done/a.txt")).hasContent("1");
        assertThat(Objects.requireNonNull(second).getFileName().toString()).matches("a\\.txt~[0-9a-f]{8}");
        assertThat(second).hasContent("2");
    }

    @Test
    void laysTheProblemBesideTheFile() throws IOException {
        Path moved = move(drop("a.txt", "1"), PROBLEM);

        assertThat(Objects.requireNonNull(moved).resolveSibling("a.txt.problem.json"))
                .hasBinaryContent(PROBLEM);
    }

    @Test
    void shortensANameThatLeavesNoRoomForTheProblem() throws IOException {
        String name = "\u00e9".repeat(127) + "x";
        Path moved = move(drop(name, "1"), PROBLEM);

        assertThat(Objects.requireNonNull(moved).getFileName()).hasToString("\u00e9".repeat(121));
        assertThat(list("done")).containsExactly("\u00e9".repeat(121), "\u00e9".repeat(121) + ".problem.json");
    }

    @Test
    void neverReplacesAnotherFileByAProblem() throws IOException {
        move(drop("a.txt.problem.json", "a document"), null);
        Path moved = move(drop("a.txt", "1"), PROBLEM);

        assertThat(root.resolve("done/a.txt.problem.json")).hasContent("a document");
        assertThat(Objects.requireNonNull(moved).getFileName().toString()).startsWith("a.txt~");
    }

    @Test
    void leavesANewerFileInPlace() throws IOException {
        Path path = drop("a.txt", "1");
        FileState state = FileState.of(root.resolve(path));
        drop("a.txt", "newer");

        assertThat(mover.move(path, state, "done", null)).isNull();
        assertThat(root.resolve("a.txt")).hasContent("newer");
        assertThat(root.resolve("done")).doesNotExist();
    }

    @Test
    void hasNothingToDoWhenTheFileIsGone() throws IOException {
        Path path = drop("a.txt", "1");
        FileState state = FileState.of(root.resolve(path));
        Files.delete(root.resolve(path));

        assertThat(mover.move(path, state, "done", null)).isNull();
    }

    @Test
    void movesALinkAndNotWhatItLeadsTo() throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "s");
        Files.createSymbolicLink(root.resolve("link"), secret);

        Path moved = move(Path.of("link"), PROBLEM);

        assertThat(moved).isSymbolicLink();
        assertThat(secret).hasContent("s");
    }

    @Test
    void doesNotLeaveTheFolderByALink() throws IOException {
        Path elsewhere = Files.createDirectory(outside.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("done"), elsewhere);
        Path path = drop("a.txt", "1");

        assertThatThrownBy(() -> move(path, null)).isInstanceOf(NotDirectoryException.class);
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(root.resolve("a.txt")).hasContent("1");
    }

    private Path drop(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        return root.relativize(file);
    }

    private @Nullable Path move(Path path, byte @Nullable [] problem) throws IOException {
        return mover.move(path, FileState.of(root.resolve(path)), "done", problem);
    }

    private List<String> list(String folder) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
