package io.dromedary.extract;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders in which processes that read documents keep their temporary files: one for each process, named after the
 * id of the service's own process, so that the next start can tell what a killed one has left.
 */
public final class ScratchFolder {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private ScratchFolder() {}

    static Path create(Path parent) throws IOException {
        return Files.createDirectories(
                parent.resolve("%d-%d".formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet())));
    }

    /**
     * Removes what belongs to services that are gone, at the start of one that has made nothing yet: what bears its own
     * id is of another that had the same, as every process of a container has.
     */
    public static void removeLeftOvers(Path parent) throws IOException {
        removeOrphans(parent);
        remove(
                parent,
                path -> path.getFileName()
                        .toString()
                        .startsWith(ProcessHandle.current().pid() + "-"));
    }

    /** Removes what belongs to services that are gone. */
    static void removeOrphans(Path parent) throws IOException {
        remove(parent, ScratchFolder::isOrphan);
    }

    private static void remove(Path parent, Predicate<Path> which) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (Stream<Path> left = Files.list(parent)) {
            for (Path path : left.filter(which).toList()) {
                remove(path);
            }
        }
    }

    private static boolean isOrphan(Path folder) {
        String name = folder.getFileName().toString();
        return name.matches("\\d{1,18}-.*")
                && ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf('-'))))
                        .isEmpty();
    }

    static void empty(Path folder) throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            for (Path path : left.toList()) {
                remove(path);
            }
        } catch (NoSuchFileException e) {
            // The service is gone and another has tidied up.
        }
    }

    /** Links are removed and not followed. */
    static void remove(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
