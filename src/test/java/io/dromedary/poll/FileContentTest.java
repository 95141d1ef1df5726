package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.apache.commons.codec.digest.DigestUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {

    private static final byte[] TEXT = "the first content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path file;
    private FileState state;

    @BeforeEach
    void write() throws IOException {
        file = Files.write(folder.resolve("a.txt"), TEXT);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        state = FileState.of(file);
    }

    @Test
    void yieldsAFileThatStaysAsItIs() throws IOException {
        byte[] hash = FileContent.hash(file, state);

        try (FileContent content = new FileContent(file, state, hash)) {
            assertThat(content.readAllBytes()).isEqualTo(TEXT);
            assertThat(content.read()).isEqualTo(-1);
        }
        assertThat(hash).isEqualTo(DigestUtils.sha256("the first content"));
    }

    @Test
    void anEmptyFileEndsAtOnce() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThat(new FileContent(empty, FileState.of(empty), null).read()).isEqualTo(-1);
    }

    @Test
    void aFileReplacedBetweenTheHashAndTheContentIsNotRead() throws IOException {
        byte[] hash = FileContent.hash(file, state);
        replaceByRename("the other content");

        assertThatItChanged(() -> new FileContent(file, state, hash).readAllBytes());
    }

    @Test
    void aFileReplacedWhileItIsReadYieldsNoWholeDocument() throws IOException {
        FileContent content = new FileContent(file, state, null);
        content.readNBytes(5);
        replaceByRename("the other content");

        assertThatItChanged(content::readAllBytes);
    }

    @Test
    void aFileWrittenToWhileItIsReadYieldsNoMixture() throws IOException {
        FileContent content = new FileContent(file, state, null);
        content.readNBytes(5);
        Files.writeString(file, "THE OTHER CONTENT", StandardOpenOption.WRITE);

        assertThatItChanged(content::readAllBytes);
    }

    @Test
    void aWriterThatTurnsTheTimeBackIsFoundOutByTheHash() throws IOException {
        byte[] hash = FileContent.hash(file, state);
        FileContent content = new FileContent(file, state, hash);
        content.readNBytes(5);
        Files.writeString(file, "THE OTHER CONTENT", StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, state.modified());

        assertThatItChanged(content::readAllBytes);
    }

    @Test
    void aFileThatGrowsOrShrinksIsNotRead() throws IOException {
        FileContent growing = new FileContent(file, state, null);
        growing.readNBytes(5);
        Files.writeString(file, " and more", StandardOpenOption.APPEND);
        assertThatItChanged(growing::readAllBytes);

        FileState grown = FileState.of(file);
        FileContent shrinking = new FileContent(file, grown, null);
        shrinking.readNBytes(5);
        Files.writeString(file, "short", StandardOpenOption.TRUNCATE_EXISTING);
        assertThatItChanged(shrinking::readAllBytes);
    }

    @Test
    void aLinkThatTookThePlaceOfTheFileIsNotFollowed() throws IOException {
        Path secret = Files.write(folder.resolve("secret"), TEXT);
        Files.delete(file);
        Files.createSymbolicLink(file, secret);

        assertThatItChanged(() -> new FileContent(file, state, null).readAllBytes());
    }

    @Test
    void aFileThatIsGoneMayComeBack() throws IOException {
        Files.delete(file);

        assertThatThrownBy(() -> FileContent.hash(file, state))
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE));
    }

    private void replaceByRename(String content) throws IOException {
        Path fresh = Files.writeString(folder.resolve("fresh"), content);
        Files.setLastModifiedTime(fresh, state.modified());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void assertThatItChanged(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        Failure.Transient.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_CHANGED));
    }
}
