package io.dromedary.embed;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Class path resources as files, for native code that reads nothing else. They lie in a directory of their own, which
 * only the owner can enter, and are deleted at close: a library that is loaded and a model that is read need their
 * files no longer, and a process that is killed later leaves nothing behind. Windows keeps a loaded library until the
 * process ends.
 */
final class UnpackedResources implements AutoCloseable {

    private final Path directory;
    private final List<Path> files = new ArrayList<>();

    UnpackedResources() throws IOException {
        directory = Files.createTempDirectory("dromedary-");
    }

    Path directory() {
        return directory;
    }

    /** The resource of that absolute name as a file of the same simple name. */
    Path unpack(String resource) throws IOException {
        Path file = directory.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (InputStream content = UnpackedResources.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new FileNotFoundException("not on the class path: " + resource);
            }
            files.add(file);
            Files.copy(content, file);
        }
        return file;
    }

    @Override
    public void close() {
        // Registered before the files, because the JVM deletes in the opposite order at its exit.
        directory.toFile().deleteOnExit();
        files.forEach(UnpackedResources::delete);
        delete(directory);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException stillLoaded) {
            path.toFile().deleteOnExit();
        }
    }
}
