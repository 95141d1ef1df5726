package io.dromedary.bench;

import io.dromedary.extract.Killers;
import io.dromedary.extract.Killers.Killer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Documents that kill parsers, uploaded to a running service: how each ends and how soon, how much memory and disk the
 * service and its processes take meanwhile, and how long the small documents of others take, alone and beside them. In
 * no build; docs/benchmarks.md says how to run it.
 */
class KillersBench {

    private static final int ALONE = 60;

    private final ScheduledExecutorService watch = Executors.newScheduledThreadPool(2);

    @Test
    void uploadKillersBesideOthers(@TempDir Path folder) throws Exception {
        Path data = folder.toRealPath().resolve("data");
        try (Service service = Service.start(data, List.of("-Xmx256m"))) {
            String key = service.newTenant();
            String other = service.newTenant();
            for (int warm = 0; warm < ALONE; warm++) {
                small(service, other);
            }
            List<Double> alone = new ArrayList<>();
            for (int i = 0; i < ALONE; i++) {
                alone.add(small(service, other));
            }
            List<Double> beside = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            var others = watch.submit(() -> {
                while (!over.get()) {
                    beside.add(small(service, other));
                }
                return null;
            });
            for (Killer killer : Killers.all()) {
                kill(service, key, data, killer);
            }
            over.set(true);
            others.get();
            System.out.printf(
                    "small documents, from upload to end: alone %s, beside the killers %s%n",
                    words(alone), words(beside));
        } finally {
            watch.shutdownNow();
        }
    }

    private void kill(Service service, String key, Path data, Killer killer) throws Exception {
        LongSupplier memory = () -> residentMegabytes(service.pid());
        LongSupplier disk = () -> megabytesIn(data.resolve("sandbox")) + megabytesIn(data.resolve("work"));
        long memoryBefore = memory.getAsLong();
        long diskBefore = disk.getAsLong();
        AtomicLong mostMemory = new AtomicLong(memoryBefore);
        AtomicLong mostDisk = new AtomicLong(diskBefore);
        var measuring = watch.scheduleWithFixedDelay(
                () -> {
                    mostMemory.accumulateAndGet(memory.getAsLong(), Math::max);
                    mostDisk.accumulateAndGet(disk.getAsLong(), Math::max);
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        long begin = System.nanoTime();
        String outcome = service.outcome(key, killer.mediaType(), killer.document());
        double seconds = (System.nanoTime() - begin) / 1e9;
        measuring.cancel(false);
        System.out.printf(
                "| %s | %s | `%s` | %.1f s | %d MB | %d MB |%n",
                killer.name(),
                killer.mediaType().replaceAll(".*[./]", ""),
                outcome,
                seconds,
                mostMemory.get() - memoryBefore,
                mostDisk.get() - diskBefore);
    }

    private static double small(Service service, String key) throws Exception {
        long begin = System.nanoTime();
        String text = "The dromedary has one hump. " + begin;
        service.outcome(key, "text/plain", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return (System.nanoTime() - begin) / 1e6;
    }

    private static String words(List<Double> millis) {
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return "%d: p50 %.0f ms, p99 %.0f ms, most %.0f ms"
                .formatted(
                        sorted.length,
                        sorted[sorted.length / 2],
                        sorted[sorted.length * 99 / 100],
                        Arrays.stream(sorted).max().orElseThrow());
    }

    /** Of a process and all that it has started. */
    private static long residentMegabytes(long pid) {
        return ProcessHandle.of(pid).stream()
                        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                        .mapToLong(process -> Resident.kilobytes(process.pid(), "VmRSS"))
                        .sum()
                >> 10;
    }

    private static long megabytesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    >> 20;
        } catch (IOException | UncheckedIOException e) {
            // A file went while they were counted.
            return 0;
        }
    }
}
