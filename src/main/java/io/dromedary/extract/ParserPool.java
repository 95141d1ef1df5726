package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The processes that read documents: at most so many, started when they are needed, kept warm afterwards. One that ends
 * while it reads, or has read so many documents, is replaced; the others never notice. Thread-safe.
 *
 * <p>A watchdog looks at all of them and ends what keeps its user waiting. What a process has done to itself, nobody
 * else sees: it has its own heap, folder and pipes, and no network.
 */
@Component
class ParserPool implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ParserPool.class);

    private static final long WATCH_MILLIS = 200;
    private static final long PATIENCE_SECONDS = 60;

    private final ExtractProperties properties;
    private final Path folder;
    private final boolean works;
    private final @Nullable Ocr ocr;
    private final int size;
    private final Semaphore free;
    private final Deque<ParserProcess> idle = new ArrayDeque<>();
    private final Set<ParserProcess> alive = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(2, ParserPool::daemon);
    private final ScheduledFuture<?> watchdog;
    private @Nullable ParserPool source;
    private @Nullable ParserProgram program;
    private boolean closed;

    @Autowired
    ParserPool(
            ExtractProperties properties,
            OcrProperties ocr,
            @Value("${dromedary.data-dir}") Path dataDir,
            @Value("${dromedary.work.slots}") int slots,
            @Value("${dromedary.roles}") Set<String> roles) {
        this(
                properties,
                ocr.allowed(),
                dataDir.toAbsolutePath().resolve("sandbox"),
                slots,
                roles.contains("work"),
                null);
        if (ocr.enabled() && !Ocr.isInstalled()) {
            LOG.warn("dromedary.ocr.enabled is true, but there is no program tesseract: pages that are pictures stay"
                    + " without text");
        }
    }

    ParserPool(ExtractProperties properties, Path folder, int slots, boolean works, @Nullable ParserProgram program) {
        this(properties, null, folder, slots, works, program);
    }

    private ParserPool(
            ExtractProperties properties,
            @Nullable Ocr ocr,
            Path folder,
            int slots,
            boolean works,
            @Nullable ParserProgram program) {
        this.properties = properties;
        this.ocr = ocr;
        this.folder = folder;
        this.works = works;
        this.program = program;
        this.size = properties.processes() == null ? slots : properties.processes();
        this.free = new Semaphore(size, true);
        this.watchdog =
                background.scheduleWithFixedDelay(this::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Another pool of the same program, whose processes end with their document and write to memory alone. */
    ParserPool forgetful(Path inMemory) {
        ParserPool pool = new ParserPool(properties.forgetful(), ocr, inMemory, size, false, null);
        pool.source = this;
        return pool;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "parser-pool");
        thread.setDaemon(true);
        return thread;
    }

    private void watch() {
        long now = System.nanoTime();
        alive.forEach(process -> process.check(now));
    }

    /** The first document finds a process that is ready. */
    @EventListener(ApplicationReadyEvent.class)
    void warm() {
        if (works) {
            background.execute(this::addIdle);
        }
    }

    private void addIdle() {
        if (closed()) {
            return;
        }
        try {
            ParserProcess process = start();
            synchronized (this) {
                if (!closed && idle.isEmpty()) {
                    idle.addFirst(process);
                    return;
                }
            }
            retire(process);
        } catch (IOException | RuntimeException e) {
            LOG.warn("No process for reading documents can be started", e);
        }
    }

    /**
     * Lends a process, to be given back or replaced.
     *
     * @throws Failure.Transient when none gets free, or none can be started
     */
    ParserProcess take() {
        try {
            if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw unavailable("All processes that read documents are busy", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("The service is being stopped", e);
        }
        try {
            ParserProcess warm = idle();
            return warm == null ? start() : warm;
        } catch (IOException e) {
            free.release();
            throw unavailable("No process for reading documents can be started", e);
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    private static Failure unavailable(String detail, @Nullable Exception cause) {
        return cause == null
                ? new Failure.Transient(ErrorCode.PARSER_UNAVAILABLE, detail)
                : new Failure.Transient(ErrorCode.PARSER_UNAVAILABLE, detail, cause);
    }

    private synchronized @Nullable ParserProcess idle() {
        for (ParserProcess process = idle.pollFirst(); process != null; process = idle.pollFirst()) {
            if (process.isAlive()) {
                return process;
            }
            retire(process);
        }
        return null;
    }

    private synchronized ParserProcess start() throws IOException {
        if (closed) {
            throw unavailable("The service is being stopped", null);
        }
        ParserProcess process =
                ParserProcess.start(program(), folder, properties.heap().toMegabytes());
        alive.add(process);
        LOG.debug("Process {} reads documents", process.pid());
        return process;
    }

    private synchronized ParserProgram program() throws IOException {
        ParserProgram known = source == null ? program : source.program();
        if (known == null) {
            ScratchFolder.removeOrphans(folder);
            known = ParserProgram.find(folder.resolve(
                            "%d-program".formatted(ProcessHandle.current().pid())))
                    .with(ocr);
            program = known;
        }
        return known;
    }

    /** Takes back a process that has done its work. */
    void giveBack(ParserProcess process) {
        if (process.documents() >= properties.documentsPerProcess()) {
            replace(process);
            return;
        }
        boolean kept;
        synchronized (this) {
            kept = !closed;
            if (kept) {
                idle.addFirst(process);
            }
        }
        if (!kept) {
            retire(process);
        }
        free.release();
    }

    /** Ends a process, whatever it does, and starts another in its place. */
    void replace(ParserProcess process) {
        retire(process);
        free.release();
        if (!closed()) {
            background.execute(this::addIdle);
        }
    }

    private synchronized boolean closed() {
        return closed;
    }

    private void retire(ParserProcess process) {
        process.stop();
        alive.remove(process);
    }

    /** The ids of the processes that run. */
    Set<Long> pids() {
        return alive.stream()
                .filter(ParserProcess::isAlive)
                .map(ParserProcess::pid)
                .collect(Collectors.toSet());
    }

    ExtractProperties properties() {
        return properties;
    }

    @Override
    public void destroy() throws IOException {
        synchronized (this) {
            closed = true;
            idle.clear();
        }
        watchdog.cancel(false);
        background.shutdown();
        alive.forEach(this::retire);
        Path unpacked =
                folder.resolve("%d-program".formatted(ProcessHandle.current().pid()));
        if (Files.exists(unpacked)) {
            ScratchFolder.remove(unpacked);
        }
    }
}
