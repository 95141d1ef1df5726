package io.dromedary.extract;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.util.unit.DataSize;

/** Reads documents in processes of their own, as the service does, without the service. */
public final class Sandbox implements Closeable {

    private final ParserPool pool;

    public Sandbox(Path folder, int processes) {
        this.pool = new ParserPool(
                new ExtractProperties(
                        processes,
                        DataSize.ofMegabytes(512),
                        200,
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(60),
                        20_000,
                        200,
                        DataSize.ofGigabytes(1),
                        300_000_000,
                        Path.of("/dev/shm")),
                folder,
                processes,
                true,
                null);
        pool.warm();
    }

    public Extraction open(Path file, String mediaType) {
        return new Extractor(pool, new MemoryFolder(pool.properties(), Path.of("data"))).open(file, mediaType);
    }

    /** Of the processes that read documents. */
    public Set<Long> pids() {
        return pool.pids();
    }

    @Override
    public void close() throws IOException {
        pool.destroy();
    }
}
