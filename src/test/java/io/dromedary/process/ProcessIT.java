package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service as a process of its own, in standalone mode. All tests but the one of memory share a data directory,
 * whose first process took documents without working on them; each test finds a service that is ready.
 */
@Tag("standalone")
class ProcessIT {

    private static final Duration WORK_LIMIT = Duration.ofSeconds(60);

    /** Dead workers are noticed soon, and an orderly stop does not wait for a long document. */
    private static final String[] IMPATIENT = {
        "--dromedary.job.lease=5s", "--dromedary.work.renewal=1s", "--camel.main.shutdown-timeout=1"
    };

    /** Sections of a document that takes many seconds, on fast machines too. */
    private static final int LARGE = 1_500;

    @TempDir
    static Path folder;

    private static final List<UUID> IN_LINE = new ArrayList<>();
    private static Program program;
    private static ServiceProcess first;
    private static int exitOfTheFirst;
    private static ServiceProcess service;

    @BeforeAll
    static void stopWithDocumentsInLineAndStartAgain() throws Exception {
        program = Program.unpacked(folder);
        first = ServiceProcess.start(Program.jar(), data(), "--dromedary.roles=intake");
        for (String title : List.of("Wells", "Roads", "Debts")) {
            IN_LINE.add(first.api().upload(Manuscript.of(title, 2)));
        }
        exitOfTheFirst = first.stop();
        service = ServiceProcess.start(program, data(), IMPATIENT);
    }

    @BeforeEach
    void startWhatAFailedTestLeftStopped() throws IOException {
        if (!service.isAlive()) {
            service = ServiceProcess.start(program, data(), IMPATIENT);
        }
    }

    @AfterAll
    static void leaveNoProcessBehind() {
        Stream.of(first, service).filter(Objects::nonNull).forEach(ServiceProcess::close);
    }

    private static Path data() throws IOException {
        return folder.toRealPath().resolve("data");
    }

    @Test
    void theFirstStartKeepsItsKeyInAFileAndPrintsItNowhere() throws Exception {
        Path file = data().resolve("api-key");
        String key = Files.readString(file).strip();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(first.output()).doesNotContain(key).contains("api-key");
        assertThat(service.output()).doesNotContain(key);
        assertThat(service.api().search("wells")).isNotNull();
    }

    @Test
    void aSecondProcessOnTheSameDataIsRefusedAndDisturbsNobody() throws Exception {
        try (var second = ServiceProcess.launch(program, data())) {
            assertThat(second.exitCode(WORK_LIMIT)).isNotZero();
            assertThat(second.output()).containsOnlyOnce("is in use by another Dromedary");
            assertThat(second.output().lines()).noneMatch(line -> line.startsWith("\tat "));
        }
        assertThat(service.isAlive()).isTrue();
        assertThat(service.api().job(IN_LINE.get(0)).get("jobId").textValue())
                .isEqualTo(IN_LINE.get(0).toString());
    }

    @Test
    void documentsInLineAtAStopAreWorkedOnOnceAfterTheNextStart() throws Exception {
        assertThat(exitOfTheFirst).isIn(0, 143);
        for (UUID job : IN_LINE) {
            awaitCompletion(job);
            assertThat(service.ledger().history(job)).containsExactly("queued 0", "running 1", "completed 1");
            assertThatEveryChunkIsStoredOnce(job);
        }
        assertThat(service.api().search("Wells, section 1")).anyMatch(text -> text.contains("section 1"));
    }

    @Test
    void aKillInTheMiddleOfADocumentLosesAndDoublesNothing() throws Exception {
        UUID job = service.api().upload(Manuscript.of("Killed", LARGE));
        awaitWork(job);
        Set<String> vectors = service.ledger().vectors();
        service.kill();
        service = ServiceProcess.start(program, data(), IMPATIENT);

        awaitCompletion(job);

        assertThat(service.ledger().setting("fsync")).isEqualTo("on");
        assertThat(service.ledger().history(job))
                .startsWith("queued 0", "running 1")
                .endsWith("running 2", "completed 2");
        assertThatEveryChunkIsStoredOnce(job);
        assertThat(service.ledger().vectors()).containsAll(vectors);
        assertThat(service.api().search("Killed, section 7")).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void aKillInTheMiddleOfAnUploadLeavesItsKeyUsable() throws Exception {
        String key = UUID.randomUUID().toString();
        try (Socket half = service.api().beginUpload(key)) {
            service.await("the upload", WORK_LIMIT, () -> service.ledger().claims() > 0);
            assertThat(half.isConnected()).isTrue();
            service.kill();
        }
        service = ServiceProcess.start(program, data(), IMPATIENT);

        service.await(
                "the key",
                Duration.ofSeconds(20),
                () -> service.api().upload("Other words", key).status() == 202);
    }

    @Test
    void aStopInTheMiddleOfADocumentHandsItBack() throws Exception {
        UUID job = service.api().upload(Manuscript.of("Stopped", LARGE));
        awaitWork(job);

        assertThat(service.stop()).isIn(0, 143);
        assertThat(service.remains()).isEmpty();
        service = ServiceProcess.start(program, data(), IMPATIENT);
        awaitCompletion(job);

        assertThat(service.ledger().history(job))
                .containsExactly("queued 0", "running 1", "queued 1 shutdown", "running 2", "completed 2");
        assertThatEveryChunkIsStoredOnce(job);
    }

    @Test
    void memoryStaysFlatWhateverIsUploaded() throws Exception {
        Path data = folder.toRealPath().resolve("memory");
        try (var intake = ServiceProcess.start(program, data, "--dromedary.roles=intake")) {
            Api.Answer refusal = intake.api().uploadStream(Manuscript.zeros(10L << 30));
            assertThat(refusal.status()).isEqualTo(413);
            assertThat(refusal.json().get("code").textValue()).isEqualTo("document_too_large");
            assertThat(filesBelow(data.resolve("objects"))).isEmpty();
            assertThat(filesBelow(data.resolve("work"))).isEmpty();
            assertThat(intake.ledger().documents()).isZero();

            Api.Answer acceptance = intake.api().uploadStream(Manuscript.stream(150L << 20));
            assertThat(acceptance.status()).isEqualTo(202);
            assertThat(filesBelow(data.resolve("objects"))).hasSize(1);
            long used = JavaHeap.usedAfterCollection(intake.pid());
            System.out.printf(
                    "U-10: 10 GB of zeros without a length, then 150 MB: attempts 2, accepted 1, refused 1, duplicated 0, "
                            + "unexpected 0; %d MB of heap used after both%n",
                    used >> 20);
            assertThat(used).isLessThan(150L << 20);
        }
    }

    private static void awaitWork(UUID job) {
        service.await(
                "chunks of " + job,
                WORK_LIMIT,
                () -> service.api().job(job).at("/progress/chunks").intValue() > 0);
    }

    private static void awaitCompletion(UUID job) {
        service.await("completion of " + job, WORK_LIMIT, () -> service.api().isCompleted(job));
    }

    private static void assertThatEveryChunkIsStoredOnce(UUID job) throws Exception {
        int chunks = service.api().job(job).at("/progress/chunks").intValue();
        assertThat(chunks).isPositive();
        assertThat(service.ledger().ordinals(job))
                .containsExactlyElementsOf(IntStream.range(0, chunks).boxed().toList());
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
