package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where documents lie in plain of which nothing may be kept, while a parser reads them: below a folder that is memory
 * and no disk, so that what is removed from it, or lost with its process or its machine, is gone. What a killed process
 * left there is removed at the next start.
 */
@Component
public class MemoryFolder implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryFolder.class);

    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

    private static final long FULL_BYTES = 1024 * 1024;

    private final Path root;
    private final Path folder;

    /** One folder for each data directory, so that services on one machine do not meet. */
    MemoryFolder(ExtractProperties properties, @Value("${dromedary.data-dir}") Path dataDir) {
        this.root = properties.memoryFolder();
        this.folder = root.resolve("dromedary-"
                + DigestUtils.sha256Hex(dataDir.toAbsolutePath().normalize().toString())
                        .substring(0, 16));
    }

    @Override
    public void afterPropertiesSet() throws IOException {
        for (Path part : Set.of(copies(), sandbox())) {
            ScratchFolder.removeLeftOvers(part);
        }
    }

    /** Whether there is such a folder, which is asked of the operating system. */
    public boolean isThere() {
        try {
            FileStore store = Files.getFileStore(root);
            return MEMORY.contains(store.type()) && Files.isWritable(root);
        } catch (IOException e) {
            LOG.debug("{} is no folder in memory", root, e);
            return false;
        }
    }

    /**
     * Where working copies lie.
     *
     * @throws Failure.Transient {@link ErrorCode#PARSER_UNAVAILABLE} where there is no folder in memory: another worker
     *     may have one
     */
    public Path forCopies() {
        return create(copies());
    }

    Path forSandbox() {
        return create(sandbox());
    }

    private Path copies() {
        return folder.resolve("work");
    }

    private Path sandbox() {
        return folder.resolve("sandbox");
    }

    private Path create(Path part) {
        if (!isThere()) {
            throw new Failure.Transient(
                    ErrorCode.PARSER_UNAVAILABLE, "This worker has no folder in memory to read the document from");
        }
        try {
            return Files.createDirectories(
                    part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a write failed because the memory is full. */
    public boolean isFull() {
        return root.toFile().getUsableSpace() < FULL_BYTES;
    }
}
