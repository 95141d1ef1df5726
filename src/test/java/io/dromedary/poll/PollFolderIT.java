package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Quota;
import io.dromedary.job.Quota.Period;
import io.dromedary.job.Quota.Resource;
import io.dromedary.poll.Figures.Fate;
import io.dromedary.tenant.NewTenant;
import io.dromedary.tenant.Tenants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** What is dropped all at once before the first test is looked at one by one; so the tests wait only once. */
@WithPolling
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("once")
class PollFolderIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** In every name, so that no other test has it. */
    private static final String ID = UUID.randomUUID().toString().substring(0, 8);

    private static final String LONG_NAME = ID + "n".repeat(243) + ".txt";
    private static final String NEW_LINE = "new\nINFO forged " + ID + ".txt";
    private static final String TURNED_AROUND = "a\u202egpj." + ID + ".txt";
    private static final List<String> ODD_NAMES = List.of(
            "-rf " + ID + ".txt",
            "%2e%2e%2f" + ID + ".txt",
            "c:" + ID + ".txt",
            "CON." + ID + ".txt",
            "'quoted" + ID + "'",
            "${bean:x}" + ID + ".txt",
            "#{T(Runtime)}?delete=true&" + ID + ".txt",
            "\ud83d\udc2a" + ID + ".txt",
            LONG_NAME);
    private static final List<String> HOSTILE_NAMES = List.of(
            NEW_LINE,
            TURNED_AROUND,
            "return\r" + ID + ".txt",
            "\u001b[31mred" + ID + ".txt",
            " blank" + ID + ".txt",
            "blank" + ID + ".txt ",
            "zero\u200bwidth" + ID + ".txt",
            "deep" + ID + "/" + "d".repeat(200) + "/" + "e".repeat(60) + ".txt");
    private static final List<String> UNFINISHED = List.of(
            ".hidden" + ID + ".txt", "..%2f..%2f" + ID + ".txt", "copying" + ID + ".txt.part", "editing" + ID + ".TMP");
    /** The file component takes the backslashes for slashes. */
    private static final String LEADS_OUT = "a\\..\\..\\outside" + ID + ".txt";

    @Autowired
    private TakenJobs jobs;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private Sources sources;

    @Autowired
    private ClaimLedger ledger;

    @Autowired
    private Tenants tenants;

    @Autowired
    private ProducerTemplate template;

    private final List<String> notFiles = new ArrayList<>();
    private Path folder;
    private Path secret;

    @BeforeAll
    void dropEverything(@Value("${dromedary.folder.directory}") Path directory) throws Exception {
        folder = directory;
        secret = Files.writeString(Files.createTempFile("secret", ".txt"), "secret " + ID);
        Path elsewhere = Files.createTempDirectory("elsewhere");
        Files.writeString(elsewhere.resolve("behind" + ID + ".txt"), "behind a link");

        drop("reports/plain" + ID + ".txt", "a plain file");
        drop("Cafe\u0301" + ID + ".md", "# decomposed");
        drop("folder" + ID + ".pdf/inner" + ID + ".txt", "in a folder called like a file");
        for (String name : ODD_NAMES) {
            drop(name, "odd");
        }
        for (String name : HOSTILE_NAMES) {
            drop(name, "hostile");
        }
        drop("empty" + ID + ".txt", "");
        drop("zip" + ID + ".txt", "PK\u0003\u0004 is no text");
        drop("large" + ID + ".txt", "x".repeat(100 * 1024 + 1));
        Files.writeString(folder.resolveSibling("outside" + ID + ".txt"), "not ours");
        drop(LEADS_OUT, "leads out");
        for (String name : UNFINISHED) {
            drop(name, "unfinished");
        }
        Files.createSymbolicLink(folder.resolve("link" + ID + ".txt"), secret);
        Files.createSymbolicLink(folder.resolve("linked" + ID), elsewhere);
        Files.createLink(folder.resolve("hard" + ID + ".txt"), Files.writeString(elsewhere.resolve("h"), "hard"));
        assertThat(run("mkfifo", folder.resolve("pipe" + ID + ".txt").toString()))
                .isTrue();
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket" + ID + ".txt")));
        }
        notFiles.addAll(List.of("link" + ID + ".txt", "pipe" + ID + ".txt", "socket" + ID + ".txt"));
        // Only the superuser can make one: /dev/zero, which never ends.
        if (run("mknod", folder.resolve("device" + ID + ".txt").toString(), "c", "1", "5")) {
            notFiles.add("device" + ID + ".txt");
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private Path drop(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void aFileBecomesAJobAndMovesToDoneWithItsPath() {
        String name = "plain" + ID + ".txt";

        assertThat(settled("done/reports/" + name)).hasContent("a plain file");
        assertThat(jobs.of(name)).containsExactly(DigestUtils.sha256Hex("a plain file"));
        assertThat(folder.resolve("reports/" + name)).doesNotExist();
    }

    @Test
    void aDecomposedNameIsKeptInTheFolderAndComposedInTheLedger() {
        settled("done/Cafe\u0301" + ID + ".md");

        assertThat(jobs.of("Caf\u00e9" + ID + ".md")).hasSize(1);
    }

    @Test
    void aFolderCalledLikeAFileIsAFolder() {
        settled("done/folder" + ID + ".pdf/inner" + ID + ".txt");

        assertThat(jobs.of("inner" + ID + ".txt")).hasSize(1);
    }

    @Test
    void oddNamesAreTakenAsTheyAre() {
        assertThat(ODD_NAMES)
                .allSatisfy(name -> assertThat(settled("done/" + name)).hasContent("odd"));

        assertThat(figures("odd names", Fate.TAKEN, ODD_NAMES).unexpected()).isZero();
    }

    @Test
    void aNameThatForgesLinesOrTurnsThemAroundIsRefused() {
        assertThat(HOSTILE_NAMES).allSatisfy(name -> {
            JsonNode problem = refusal(name);
            assertThat(problem.get("code").asText()).isEqualTo("invalid_request");
            assertThat(problem.get("source").asText()).isEqualTo(name);
        });

        assertThat(figures("hostile names", Fate.REFUSED, HOSTILE_NAMES).unexpected())
                .isZero();
    }

    @Test
    void whatIsNoFileIsRefusedAndNeverOpened() {
        assertThat(notFiles)
                .allSatisfy(
                        name -> assertThat(refusal(name).get("code").asText()).isEqualTo("source_not_a_file"));

        notFiles.forEach(name -> figures(name.replace(ID + ".txt", ""), Fate.REFUSED, List.of(name)));
        assertThat(figures("no files", Fate.REFUSED, notFiles).unexpected()).isZero();
        assertThat(secret).hasContent("secret " + ID);
    }

    @Test
    void aRefusedLinkIsStillALink() {
        refusal("link" + ID + ".txt");

        assertThat(folder.resolve("refused/link" + ID + ".txt")).isSymbolicLink();
    }

    @Test
    void whatLiesBehindALinkIsNotFound() throws Exception {
        settled("done/" + LONG_NAME);

        assertThat(folder.resolve("linked" + ID)).isSymbolicLink();
        assertThat(jobs.of("behind" + ID + ".txt")).isEmpty();
        Source source = found(
                new DropFolder(properties(false), ledger), folder.resolve("linked" + ID + "/behind" + ID + ".txt"));
        assertThatThrownBy(() -> sources.open(source))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SOURCE_NOT_A_FILE));
    }

    @Test
    void ofAHardLinkOnlyTheNameInTheFolderMoves() {
        assertThat(settled("done/hard" + ID + ".txt")).hasContent("hard");

        assertThat(figures("hard link", Fate.TAKEN, List.of("hard" + ID + ".txt"))
                        .unexpected())
                .isZero();
    }

    @Test
    void anEmptyAWrongAndALargeFileAreRefusedWithTheirProblems() {
        assertThat(refusal("empty" + ID + ".txt").get("code").asText()).isEqualTo("document_empty");
        assertThat(refusal("zip" + ID + ".txt").get("code").asText()).isEqualTo("unsupported_type");
        JsonNode large = refusal("large" + ID + ".txt");
        assertThat(large.get("code").asText()).isEqualTo("document_too_large");
        assertThat(large.get("type").asText()).isEqualTo("/problems/document_too_large");
        assertThat(large.get("status").asInt()).isEqualTo(413);
        assertThat(large.hasNonNull("refusedAt")).isTrue();
        List<String> refused = List.of("empty" + ID + ".txt", "zip" + ID + ".txt", "large" + ID + ".txt");
        assertThat(figures("empty, wrong, large", Fate.REFUSED, refused).unexpected())
                .isZero();
    }

    @Test
    void aNameThatLeadsOutOfTheFolderTouchesNothingThere() {
        Path outside = folder.resolveSibling("outside" + ID + ".txt");
        DropFolder place = new DropFolder(properties(false), ledger);
        settled("done/" + LONG_NAME);

        assertThat(figures("leads out", Fate.LEFT, List.of(LEADS_OUT)).unexpected())
                .isZero();
        assertThat(place.take(folder + "/a/../../outside" + ID + ".txt")).isFalse();
        assertThat(place.find(folder.resolve("../outside" + ID + ".txt").toFile()))
                .isNull();
        assertThat(outside).hasContent("not ours");
    }

    @Test
    void filesThatAreNotReadyByTheirNamesStay() {
        settled("done/" + LONG_NAME);

        assertThat(figures("unfinished by name", Fate.LEFT, UNFINISHED).unexpected())
                .isZero();
    }

    @Test
    void slowCopiesAreTakenWhenTheyAreWhole() throws Exception {
        List<String> names =
                IntStream.range(0, 20).mapToObj(i -> "slow" + ID + i + ".txt").toList();
        for (String name : names) {
            drop(name, "0");
        }
        AtomicInteger chunk = new AtomicInteger();
        ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
        var writing = writer.scheduleAtFixedRate(
                () -> {
                    names.forEach(name -> append(folder.resolve(name), chunk.get()));
                    chunk.incrementAndGet();
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
        await().atMost(SOON).until(() -> chunk.get() >= 40 || writing.isDone());
        assertThat(writing.isDone()).as("taken too early").isFalse();
        writer.shutdown();
        assertThat(writer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        String whole = Files.readString(folder.resolve(names.get(0)));

        names.forEach(name -> settled("done/" + name));
        assertThat(names).allSatisfy(name -> assertThat(jobs.of(name)).containsExactly(DigestUtils.sha256Hex(whole)));
        assertThat(figures("half-written", Fate.TAKEN, names).unexpected()).isZero();
    }

    private static void append(Path file, int chunk) {
        try {
            // Without the option to create: a file that was taken too early is missed here.
            Files.writeString(file, " " + chunk, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesRenamedIntoPlaceAreTakenOnce() throws Exception {
        List<String> names = IntStream.range(0, 20)
                .mapToObj(i -> "renamed" + ID + i + ".txt")
                .toList();
        for (String name : names) {
            Files.move(drop("." + name, "renamed"), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }

        names.forEach(name -> assertThat(settled("done/" + name)).hasContent("renamed"));
        assertThat(figures("renamed into place", Fate.TAKEN, names).unexpected())
                .isZero();
    }

    /** The versions come as fast as they can be written; each is whole at every moment, so every job must have one. */
    @Test
    void aFileThatIsReplacedAllTheTimeIsNeverMixed() throws Exception {
        DropFolder place = new DropFolder(properties(false), ledger);
        String name = ".raced" + ID;
        Set<String> versions = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> replaceUntil(over, folder.resolve(name), versions));
        writer.start();
        int attempts = 0;
        while (attempts < 300) {
            Source source = place.find(folder.resolve(name).toFile());
            if (source != null) {
                take(source);
                attempts++;
            }
        }
        over.set(true);
        writer.join();

        List<String> taken = jobs.of(name);
        long mixed = taken.stream().filter(hash -> !versions.contains(hash)).count();
        long lost =
                doneHashes(name).stream().filter(hash -> !taken.contains(hash)).count();
        int doubled = taken.size() - Set.copyOf(taken).size();
        assertThat(taken).isNotEmpty();
        assertThat(new Figures("replaced while read", attempts, taken.size(), 0, lost, doubled, mixed).print())
                .matches(figures -> figures.lost() + figures.duplicated() + figures.unexpected() == 0);
    }

    private void replaceUntil(AtomicBoolean over, Path file, Set<String> versions) {
        try {
            for (long version = 0; !over.get(); version++) {
                String content = "%d ".formatted(version).repeat(10_000).substring(0, 20_000);
                versions.add(DigestUtils.sha256Hex(content));
                Path fresh = Files.writeString(file.resolveSibling(".fresh" + ID), content);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(version % 20));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> doneHashes(String name) throws IOException {
        try (Stream<Path> done = Files.list(folder.resolve("done"))) {
            return done.filter(file -> file.getFileName().toString().startsWith(name))
                    .map(PollFolderIT::hash)
                    .toList();
        }
    }

    private static String hash(Path file) {
        try {
            return DigestUtils.sha256Hex(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatExceedsAQuotaStaysAndIsTakenWhenThereIsRoom() throws Exception {
        String tenant = "metered-" + ID;
        tenants.create(new NewTenant(tenant, List.of(new Quota(Resource.DOCUMENTS, Period.DAY, 2))));
        DropFolder byTenant = new DropFolder(properties(true), ledger);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(drop(tenant + "/.metered" + ID + i, "document " + i));
        }

        files.forEach(file -> takeAsPolled(byTenant, file));
        assertThat(files.subList(0, 2)).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(files.subList(2, 5)).allSatisfy(file -> assertThat(file).exists());

        tenants.limit(tenant, List.of());
        assertThat(files.subList(2, 5))
                .allSatisfy(file -> await().atMost(SOON).until(() -> {
                    takeAsPolled(byTenant, file);
                    return !Files.exists(file);
                }));
        assertThat(jobs.count(".metered" + ID)).isEqualTo(5);
        assertThat(folder.resolve("refused/" + tenant)).doesNotExist();
    }

    private void takeAsPolled(DropFolder place, Path file) {
        if (place.take(file.toString())) {
            take(found(place, file));
            place.release(file.toString());
        }
    }

    private void take(Source source) {
        template.send("direct:take-source", exchange -> exchange.setVariable("source", source));
    }

    @Test
    void theSameContentAgainIsTheSameJobAndOtherContentAnother() throws Exception {
        String name = "again" + ID + ".txt";
        drop(name, "first");
        settled("done/" + name);
        drop(name, "first");
        await().atMost(SOON).until(() -> doneLike(name) == 2);
        drop(name, "second");
        await().atMost(SOON).until(() -> doneLike(name) == 3);

        assertThat(jobs.of(name)).containsExactly(DigestUtils.sha256Hex("first"), DigestUtils.sha256Hex("second"));
    }

    @Test
    void aFileThatReturnsToAnEarlierContentIsTheNewestVersionAgain() throws Exception {
        String name = "returning" + ID + ".txt";
        for (String content : List.of("first", "second", "first")) {
            long done = doneLike(name);
            drop(name, content);
            await().atMost(SOON).until(() -> doneLike(name) == done + 1);
        }

        assertThat(jobs.of(name))
                .containsExactly(
                        DigestUtils.sha256Hex("first"),
                        DigestUtils.sha256Hex("second"),
                        DigestUtils.sha256Hex("first"));
    }

    private long doneLike(String name) throws IOException {
        try (Stream<Path> done = Files.list(folder.resolve("done"))) {
            return done.filter(file -> file.getFileName().toString().startsWith(name))
                    .filter(file -> file.toFile().length() > 0)
                    .count();
        }
    }

    /** As a crash between job and move would do. */
    @Test
    void aFileThatCouldNotBeMovedAfterItsJobWasMadeMakesNoSecondJob() throws Exception {
        String name = "stuck" + ID + ".txt";
        Files.createDirectories(folder.resolve("done"));
        Path obstacle = Files.createFile(folder.resolve("done/blocked" + ID));
        drop("blocked" + ID + "/" + name, "stuck for a while");
        await().atMost(SOON).until(() -> jobs.of(name).size() == 1);
        assertThat(folder.resolve("blocked" + ID + "/" + name)).exists();

        Files.delete(obstacle);

        settled("done/blocked" + ID + "/" + name);
        assertThat(jobs.of(name)).containsExactly(DigestUtils.sha256Hex("stuck for a while"));
    }

    @Test
    void aFolderAtTheTopNamesTheTenantWhereTenantsHaveFolders() throws Exception {
        DropFolder byTenant = new DropFolder(properties(true), ledger);
        Path own = drop("default/.own" + ID, "x");
        Path unknown = drop("no-such-tenant/.unknown" + ID, "x");

        Source source = found(byTenant, own);
        assertThat(sources.tenant(source).name()).isEqualTo("default");
        assertThat(source.name().externalId()).isEqualTo(".own" + ID);
        assertThatThrownBy(() -> sources.tenant(found(byTenant, unknown)))
                .isInstanceOfSatisfying(
                        Failure.Permanent.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void anAcceptedFileIsDeletedWhereThatIsWanted() throws Exception {
        Path file = drop(".deleted" + ID, "x");
        FolderProperties delete = new FolderProperties(
                folder.toString(), "default", false, After.DELETE, Duration.ZERO, Duration.ofSeconds(1), 1);

        found(new DropFolder(delete, ledger), file).setAside();

        assertThat(file).doesNotExist();
        assertThat(folder.resolve("done/.deleted" + ID)).doesNotExist();
        assertThat(folder.resolve(".deleting")).isEmptyDirectory();
    }

    private static Source found(DropFolder place, Path file) {
        return Objects.requireNonNull(place.find(file.toFile()));
    }

    private FolderProperties properties(boolean tenantFolders) {
        return new FolderProperties(
                folder.toString(), "default", tenantFolders, After.MOVE, Duration.ZERO, Duration.ofSeconds(1), 1);
    }

    private Figures figures(String what, Fate expected, List<String> names) {
        return Figures.of(what, expected, names.stream().map(this::fate).toList())
                .print();
    }

    private Fate fate(String name) {
        int made = jobs.of(name.substring(name.lastIndexOf('/') + 1)).size();
        boolean inPlace = Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
        if (made > 0) {
            return made > 1 || inPlace ? Fate.DUPLICATED : Fate.TAKEN;
        }
        if (inPlace) {
            return Fate.LEFT;
        }
        return Files.exists(folder.resolve("refused/" + name + ".problem.json")) ? Fate.REFUSED : Fate.LOST;
    }

    private Path settled(String path) {
        Path file = folder.resolve(path);
        await().atMost(SOON).until(() -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
        await().atMost(SOON).until(() -> !Files.exists(folder.resolve(path.substring(path.indexOf('/') + 1))));
        return file;
    }

    private JsonNode refusal(String name) {
        settled("refused/" + name);
        try {
            return json.readTree(
                    Files.readString(folder.resolve("refused/" + name + ".problem.json"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
