package io.dromedary.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything a standalone service must remember. It belongs to one process at a time: the file
 * {@code lock} stays locked until {@link #close}, or until the process ends in whatever way. What is created here is
 * readable by its owner only, where the file system knows owners.
 */
final class DataDirectory implements AutoCloseable {

    /**
     * The folders open in this process. POSIX drops a process's lock when any descriptor of the file is closed, so that
     * merely trying to lock the file a second time would release the first lock.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileLock lock;

    private DataDirectory(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the folder if need be and locks it.
     *
     * @throws StandaloneException if it cannot be used, or is in use by this process or another
     */
    static DataDirectory open(Path folder) {
        try {
            Path path = Files.createDirectories(folder.toAbsolutePath().normalize(), ownerOnly(folder, "rwx------"))
                    .toRealPath();
            if (!OPEN.add(path)) {
                throw inUse(path);
            }
            try {
                return new DataDirectory(path, lock(path));
            } catch (IOException | RuntimeException e) {
                OPEN.remove(path);
                throw e;
            }
        } catch (FileSystemException e) {
            throw new StandaloneException(
                    "The data directory %s cannot be used (%s: %s)"
                            .formatted(folder, e.getClass().getSimpleName(), e.getMessage()),
                    "Set dromedary.data-dir (DROMEDARY_DATA_DIR) to a folder that this user may write.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileLock lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                ownerOnly(path, "rw-------"));
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw inUse(path);
        }
        return lock;
    }

    private static StandaloneException inUse(Path path) {
        return new StandaloneException(
                "The data directory " + path + " is in use by another Dromedary",
                "Stop the other one, or set dromedary.data-dir (DROMEDARY_DATA_DIR) to another folder.");
    }

    /** The folder itself, absolute and without symbolic links. */
    Path path() {
        return path;
    }

    /** A folder below this one, created for its owner only. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(path.resolve(name), ownerOnly(path, "rwx------"));
    }

    /** The attributes that create a file or folder for its owner only; none where permissions are not POSIX. */
    static FileAttribute<?>[] ownerOnly(Path near, String permissions) {
        if (!isPosix(near)) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    static boolean isPosix(Path near) {
        return near.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public void close() {
        if (!lock.isValid()) {
            return;
        }
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            OPEN.remove(path);
        }
    }
}
