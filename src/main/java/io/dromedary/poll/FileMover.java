package io.dromedary.poll;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves files within a folder: by renaming, never over another file, never along a link out of the folder, and never a
 * newer file that took the place of the one that was meant. Safe with any number of processes at work.
 *
 * <p>The new name is reserved by an empty file, which the renaming replaces in one step. Renaming comes before the last
 * look at what was renamed, for nothing keeps a writer from replacing a file between a look and a renaming; a file that
 * was moved by mistake is put back.
 */
final class FileMover {

    private static final Logger LOG = LoggerFactory.getLogger(FileMover.class);

    static final String PROBLEM_SUFFIX = ".problem.json";

    /** What most file systems allow. */
    private static final int MAX_NAME_BYTES = 255;

    private final Path root;

    FileMover(Path root) {
        this.root = root;
    }

    /**
     * Moves a file to the same path below another folder, under a new name where that one is taken.
     *
     * @param path of the file, below the root
     * @param state of the file that is meant
     * @param folder below the root
     * @param problem what to write beside it, if anything
     * @return where it is now; null when it was gone or replaced, and nothing happened
     */
    @Nullable
    Path move(Path path, FileState state, String folder, byte @Nullable [] problem) throws IOException {
        Path source = root.resolve(path);
        if (!isStill(source, state)) {
            return null;
        }
        Path wanted = root.resolve(folder).resolve(path);
        ensureFoldersAbove(wanted);
        Reserved reserved = reserve(wanted, problem);
        boolean moved = false;
        try {
            Files.move(source, reserved.target(), StandardCopyOption.ATOMIC_MOVE);
            moved = true;
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            if (!moved) {
                reserved.release();
            }
        }
        if (isStill(reserved.target(), state)) {
            return reserved.target();
        }
        putBack(reserved.target(), source);
        reserved.release();
        return null;
    }

    /** A name for the file, and one for the problem beside it. */
    private record Reserved(Path target, @Nullable Path note) {

        void release() throws IOException {
            Files.deleteIfExists(target);
            if (note != null) {
                Files.deleteIfExists(note);
            }
        }
    }

    private static boolean isStill(Path path, FileState state) throws IOException {
        try {
            return FileState.of(path).equals(state);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Where a newer file stands by now, the mistaken one stays away: its writer has replaced it, and but for us it
     * would be gone. It must not lie among those that were taken.
     */
    private static void putBack(Path mistaken, Path place) throws IOException {
        try {
            Files.move(mistaken, place);
        } catch (FileAlreadyExistsException e) {
            LOG.info("A file was replaced twice while it was moved; the version in between went with the first");
        }
    }

    /** Makes an empty file of that name, or of one like it, and the problem beside it. */
    private static Reserved reserve(Path wanted, byte @Nullable [] problem) throws IOException {
        String name = wanted.getFileName().toString();
        int room = MAX_NAME_BYTES - (problem == null ? 0 : PROBLEM_SUFFIX.length());
        String tail = "";
        while (true) {
            Path target = wanted.resolveSibling(cut(name, room - tail.length()) + tail);
            Path note = problem == null ? null : target.resolveSibling(target.getFileName() + PROBLEM_SUFFIX);
            try {
                Files.createFile(target);
                writeBeside(target, note, problem);
                return new Reserved(target, note);
            } catch (FileAlreadyExistsException e) {
                tail = "~" + UUID.randomUUID().toString().substring(0, 8);
            }
        }
    }

    private static void writeBeside(Path target, @Nullable Path note, byte @Nullable [] problem) throws IOException {
        if (note == null || problem == null) {
            return;
        }
        boolean written = false;
        try {
            Files.write(note, problem, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            written = true;
        } finally {
            if (!written) {
                Files.delete(target);
            }
        }
    }

    /** Makes the folders that are missing, and insists on folders that are none by a link. */
    private void ensureFoldersAbove(Path file) throws IOException {
        Path path = root.relativize(file);
        for (int depth = 1; depth < path.getNameCount(); depth++) {
            Path folder = root.resolve(path.subpath(0, depth));
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NotDirectoryException(path.subpath(0, depth).toString());
                }
            }
        }
    }

    /** As much of the name as fits, cut between two characters. */
    private static String cut(String name, int maxBytes) {
        int bytes = 0;
        for (int at = 0; at < name.length(); ) {
            int next = name.offsetByCodePoints(at, 1);
            bytes += name.substring(at, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > maxBytes) {
                return name.substring(0, at);
            }
            at = next;
        }
        return name;
    }
}
