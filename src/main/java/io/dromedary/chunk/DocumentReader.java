package io.dromedary.chunk;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Extraction;
import io.dromedary.extract.Extractor;
import io.dromedary.extract.MemoryFolder;
import io.dromedary.extract.ScratchFolder;
import io.dromedary.job.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Opens originals as streams of chunks. Parsers need random access, so the bytes are copied to the work directory
 * first; the stream owns the copy. What a killed process left there is removed at the next start.
 */
@Component
public class DocumentReader implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentReader.class);

    private final Path workDir;
    private final MemoryFolder memory;
    private final Extractor extractor;
    private final GenerationChunkers chunkers;

    DocumentReader(
            @Value("${dromedary.data-dir}") Path dataDir,
            MemoryFolder memory,
            Extractor extractor,
            GenerationChunkers chunkers) {
        this.workDir = dataDir.resolve("work");
        this.memory = memory;
        this.extractor = extractor;
        this.chunkers = chunkers;
    }

    @Override
    public void afterPropertiesSet() throws IOException {
        Files.createDirectories(workDir);
        ScratchFolder.removeLeftOvers(workDir);
    }

    /**
     * Copies the original and opens it, to be cut for the generation that the attempt works for.
     *
     * @param original is read to its end and closed
     * @throws Failure.Permanent when the document cannot be read as what it is
     * @throws Failure.Transient {@link ErrorCode#STORE_UNAVAILABLE} when the original breaks off
     */
    public ChunkStream open(Claim claim, InputStream original) {
        String name = "%s-%d".formatted(claim.jobId(), claim.attempt());
        Chunker chunker = chunkers.chunkerOf(claim.generation());
        return claim.passthrough()
                ? open(
                        copy(memory.forCopies(), name),
                        original,
                        copy -> extractor.openForgetfully(copy, claim.mediaType()),
                        chunker)
                : open(copy(workDir, name), original, copy -> extractor.open(copy, claim.mediaType()), chunker);
    }

    /** Likewise, for a document that is no job's, as the present searches would find it. */
    public ChunkStream open(UUID id, String mediaType, InputStream original) {
        return open(id, mediaType, original, chunkers.activeChunker());
    }

    /** Likewise, for a generation. */
    public ChunkStream open(UUID id, String mediaType, InputStream original, int generation) {
        return open(id, mediaType, original, chunkers.chunkerOf(generation));
    }

    private ChunkStream open(UUID id, String mediaType, InputStream original, Chunker chunker) {
        return open(copy(workDir, id.toString()), original, copy -> extractor.open(copy, mediaType), chunker);
    }

    /** The name begins with the id of the process, see {@link ScratchFolder}. */
    private static Path copy(Path folder, String name) {
        return folder.resolve("%d-%s".formatted(ProcessHandle.current().pid(), name));
    }

    private ChunkStream open(Path copy, InputStream original, Function<Path, Extraction> reader, Chunker chunker) {
        try {
            copy(original, copy);
            Extraction extraction = reader.apply(copy);
            return new ChunkStream(copy, extraction, chunker.chunk(extraction));
        } catch (RuntimeException | Error e) {
            remove(copy);
            throw e;
        }
    }

    private void copy(InputStream original, Path copy) {
        try (original) {
            Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            if (!copy.startsWith(workDir) && memory.isFull()) {
                throw new Failure.Transient(ErrorCode.PARSER_UNAVAILABLE, "The folder in memory is full", e);
            }
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The original broke off", e);
        }
    }

    private static void remove(Path copy) {
        try {
            if (Files.deleteIfExists(copy)) {
                LOG.debug("Removed the working copy {}", copy.getFileName());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
