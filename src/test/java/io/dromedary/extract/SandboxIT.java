package io.dromedary.extract;

import static io.dromedary.extract.Texts.all;
import static io.dromedary.extract.Texts.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** The sandbox with real processes, which do what hostile documents make of them. */
@Tag("once")
class SandboxIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Path file;
    private static ParserPool pool;

    @BeforeAll
    static void startTheSandbox() throws IOException {
        file = OddParser.anyFile(folder);
        pool = pool("sandbox", 2, 1_000);
    }

    @AfterAll
    static void leaveNoProcessBehind() throws IOException {
        Set<Long> pids = pool.pids();
        pool.destroy();
        assertThat(pids).noneMatch(SandboxIT::runs);
        try (Stream<Path> left = Files.list(folder.resolve("sandbox"))) {
            assertThat(left).isEmpty();
        }
    }

    private static ParserPool pool(String name, int processes, int documentsPerProcess) throws IOException {
        var properties = new ExtractProperties(
                processes,
                DataSize.ofMegabytes(64),
                documentsPerProcess,
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                100,
                100,
                DataSize.ofMegabytes(100),
                10_000_000,
                Path.of("/dev/shm"));
        ParserProgram program = ParserProgram.find(folder.resolve("program")).withMain(OddParser.class);
        return new ParserPool(properties, folder.resolve(name), 9, false, program);
    }

    private static Extraction open(ParserPool from, String type) {
        return new Extractor(from, new MemoryFolder(from.properties(), Path.of("data"))).open(file, type);
    }

    private static String read(String type) {
        return joined(all(open(pool, type)));
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void assertFails(String type, ErrorCode code, Class<? extends Failure> as) {
        assertThatThrownBy(() -> read(type))
                .isInstanceOf(as)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
        assertThat(read("odd/pid")).isNotBlank();
    }

    @Test
    void whatExhaustsTheHeapIsTooComplex() {
        assertFails("odd/memory", ErrorCode.DOCUMENT_TOO_COMPLEX, Failure.Permanent.class);
    }

    @Test
    void whatExhaustsTheStackIsTooComplex() {
        assertFails("odd/stack", ErrorCode.DOCUMENT_TOO_COMPLEX, Failure.Permanent.class);
    }

    @Test
    void whatFloodsIsTooComplex() {
        assertFails("odd/flood", ErrorCode.DOCUMENT_TOO_COMPLEX, Failure.Permanent.class);
    }

    @Test
    void whatHangsTimesOut() {
        assertFails("odd/hang", ErrorCode.EXTRACTION_TIMEOUT, Failure.Permanent.class);
        assertFails("odd/hang-later", ErrorCode.EXTRACTION_TIMEOUT, Failure.Permanent.class);
    }

    @Test
    void aCrashMayPass() {
        assertFails("odd/crash", ErrorCode.PARSER_UNAVAILABLE, Failure.Transient.class);
    }

    @Test
    void senselessAnswersAreNotBelieved() {
        assertFails("odd/garbage", ErrorCode.PARSER_UNAVAILABLE, Failure.Transient.class);
        assertFails("odd/endless-frame", ErrorCode.PARSER_UNAVAILABLE, Failure.Transient.class);
    }

    @Test
    void anUnknownTypeIsUnsupported() {
        assertFails("odd/unheard-of", ErrorCode.UNSUPPORTED_TYPE, Failure.Permanent.class);
    }

    @Test
    void whatLibrariesPrintIsNoAnswer() {
        assertThat(read("odd/print")).isEqualTo("Said.\n");
    }

    @Test
    void aKilledProcessIsOneFailureAndTheOthersGoOn() {
        try (Extraction neighbour = open(pool, "odd/many");
                Extraction victim = open(pool, "odd/pid")) {
            neighbour.next();
            long pid = Long.parseLong(victim.next().text().strip());
            assertThat(runs(pid)).isTrue();
            try (Extraction hanging = openAfter(victim, "odd/hang-later")) {
                hanging.next();
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);

                assertThatThrownBy(hanging::hasNext)
                        .isInstanceOfSatisfying(
                                Failure.Transient.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.PARSER_UNAVAILABLE));
            }
            int lines = 1;
            while (neighbour.hasNext()) {
                assertThat(neighbour.next().text()).startsWith("Line " + lines + " ");
                lines++;
            }
            assertThat(lines).isEqualTo(100_000);
        }
    }

    /** The same process, which {@code finished} gives back first. */
    private static Extraction openAfter(Extraction finished, String type) {
        assertThat(finished.hasNext()).isFalse();
        return open(pool, type);
    }

    @Test
    void aDocumentThatIsNotReadToItsEndLeavesNothingForTheNext() {
        for (int round = 0; round < 3; round++) {
            Extraction half = open(pool, "odd/many");
            half.next();
            half.close();
            half.close();
            assertThat(read("odd/print")).isEqualTo("Said.\n");
        }
    }

    @Test
    void aSlowConsumerIsNoHangOfTheProcess() throws InterruptedException {
        try (Extraction slow = open(pool, "odd/many")) {
            slow.next();
            TimeUnit.SECONDS.sleep(4);
            int lines = 1;
            while (slow.hasNext()) {
                slow.next();
                lines++;
            }
            assertThat(lines).isEqualTo(100_000);
        }
    }

    @Test
    void knowsNothingOfTheServicesEnvironment() {
        String environment = read("odd/environment");

        assertThat(environment).contains("PATH=").contains("HOME=" + folder);
        assertThat(environment.replaceAll("[^=, {]*=", "=").split(", ").length).isLessThanOrEqualTo(7);
        System.getenv().forEach((name, value) -> {
            if (!Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "HOME", "TMPDIR").contains(name)) {
                assertThat(environment).doesNotContain(name + "=");
            }
        });
    }

    @Test
    void keepsNoFileOfADocument() throws IOException {
        Path scratch = Path.of(read("odd/litter").strip());

        assertThat(scratch).startsWith(folder).isEmptyDirectory();
    }

    @Test
    void knowsNoNames() {
        assertThat(read("odd/address")).isEqualTo("unknown\n");
    }

    @Test
    void aProcessIsUsedAgainAndReplacedAfterSoManyDocuments() throws IOException {
        ParserPool recycling = pool("recycling", 1, 2);
        try {
            List<String> pids = new ArrayList<>();
            for (int document = 0; document < 4; document++) {
                pids.add(joined(all(open(recycling, "odd/pid"))));
            }
            assertThat(pids.get(0)).isEqualTo(pids.get(1)).isNotEqualTo(pids.get(2));
            assertThat(pids.get(2)).isEqualTo(pids.get(3));
        } finally {
            recycling.destroy();
        }
    }

    @Test
    void documentsAreReadAtOnceAndNoMoreProcessesThanAllowed() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(6);
        try {
            List<Future<String>> texts = new ArrayList<>();
            for (int document = 0; document < 30; document++) {
                texts.add(callers.submit(() -> read("odd/print")));
            }
            for (Future<String> text : texts) {
                assertThat(text.get()).isEqualTo("Said.\n");
                assertThat(pool.pids()).hasSizeLessThanOrEqualTo(3);
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void endsWithTheService() throws Exception {
        ParserProgram program = ParserProgram.find(folder.resolve("program"));
        Path scratch = Files.createDirectories(folder.resolve("orphan"));
        Process orphan = program.builder(scratch, 64).start();
        assertThat(orphan.getInputStream().read()).isEqualTo(Frames.READY);

        orphan.getOutputStream().close();

        Awaitility.await().atMost(SOON).until(() -> !orphan.isAlive());
        assertThat(orphan.exitValue()).isZero();
    }

    @Test
    void removesWhatAKilledServiceLeft() throws IOException {
        Path left = Files.createDirectories(folder.resolve("left").resolve("999999999-1"));
        Files.writeString(left.resolve("words.tmp"), "of a document");
        Path other = Files.createDirectories(
                left.resolveSibling(ProcessHandle.current().pid() + "-77"));

        ScratchFolder.removeOrphans(folder.resolve("left"));

        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }
}
