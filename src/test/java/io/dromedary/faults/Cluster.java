package io.dromedary.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * The service as a cluster: intake, dispatch, work and deliver in processes of their own, from the jar, against
 * RabbitMQ, PostgreSQL and an S3 server. Its waits are short, for a suite of faults has many to wait for.
 */
final class Cluster implements CloseableResource {

    static final String ADMIN_KEY = "the-admin-key-of-the-fault-suite";
    static final int SLOTS = 4;
    static final String QUEUE = "dromedary.faults";

    private static final List<String> IMPATIENT = List.of(
            "--dromedary.api-key=the-key-of-the-fault-suite",
            "--dromedary.admin-key=" + ADMIN_KEY,
            "--dromedary.rate.requests-per-minute=1000000",
            "--dromedary.dispatch.queue=" + QUEUE,
            "--dromedary.job.lease=5s",
            "--dromedary.job.hand-over=5s",
            "--dromedary.job.backoff=200ms",
            "--dromedary.job.attempts=100",
            "--dromedary.work.renewal=1s",
            "--dromedary.work.slots=" + SLOTS,
            "--dromedary.embedding.batch-size=2",
            "--dromedary.extract.processes=2",
            "--camel.main.shutdown-timeout=20");

    private final Path folder;
    private final Services services;
    private final Installation program;
    private final List<Member> members = new ArrayList<>();
    private final Member intake;
    private final Member dispatch;
    private final Member work;
    private final Member deliver;

    private Cluster(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        services = Services.start(folder.resolve("services"));
        program = Installation.in(folder);
        recordClasses();
        intake = member("intake", "intake");
        dispatch = member("dispatch", "dispatch,watch");
        work = member("work", "work");
        deliver = member("deliver", "deliver");
    }

    static Cluster start() throws IOException, InterruptedException {
        return start(newFolder());
    }

    static Cluster start(Path folder) throws IOException, InterruptedException {
        var cluster = new Cluster(folder);
        cluster.restore();
        return cluster;
    }

    static Path newFolder() throws IOException {
        Path folder = Files.createTempDirectory("dromedary-faults").toRealPath();
        // The servers run as users of their own.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return folder;
    }

    private void recordClasses() throws IOException, InterruptedException {
        Member first = member("first", "intake,dispatch,work,deliver,watch");
        first.launch(program.recording(), Map.of(), IMPATIENT);
        first.awaitReady();
        first.stop();
        members.remove(first);
    }

    /** A process that is not started yet. */
    Member member(String name, String roles) throws IOException {
        var member = new Member(name, roles, folder, services.environment());
        members.add(member);
        return member;
    }

    /** Mends every wire, and starts every process of the four that does not run. */
    void restore() throws IOException, InterruptedException {
        services.broker().mend();
        services.database().mend();
        services.store().mend();
        services.startServers();
        for (Member member : List.of(intake, dispatch, work, deliver)) {
            if (!member.isAlive()) {
                launch(member);
            }
        }
        for (Member member : List.of(intake, dispatch, work, deliver)) {
            member.awaitReady();
        }
    }

    /** Lets the service find what crashes left behind. */
    void sweep() {
        // Nothing sweeps yet.
    }

    /** Starts a process without waiting for it. */
    void launch(Member member, String... arguments) throws IOException {
        launch(member, List.of(), Map.of(), arguments);
    }

    /** @param options of the JVM */
    void launch(Member member, List<String> options, Map<String, String> environment, String... arguments)
            throws IOException {
        // Spring would join what is said twice.
        var all = new ArrayList<>(IMPATIENT);
        for (String argument : arguments) {
            String key = argument.substring(0, argument.indexOf('=') + 1);
            all.removeIf(other -> other.startsWith(key));
            all.add(argument);
        }
        member.launch(program.command(options), environment, all);
    }

    /** Starts a process that ends itself at a fault point, see {@code FaultPoints}. */
    void launchToHalt(Member member, String point, String... arguments) throws IOException {
        launch(member, List.of("-Dfaults.halt=" + point), Map.of(), arguments);
    }

    Member named(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Services services() {
        return services;
    }

    Member intake() {
        return intake;
    }

    Member dispatch() {
        return dispatch;
    }

    Member work() {
        return work;
    }

    Member deliver() {
        return deliver;
    }

    @Override
    public void close() throws Throwable {
        for (Member member : members) {
            if (member.isAlive()) {
                member.kill();
            }
        }
        services.close();
        // The processes that read documents end by themselves when their service is gone.
        Awaitility.await("no process left behind")
                .atMost(Duration.ofSeconds(60))
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(
                                other -> other.info().commandLine().orElse("").contains(folder + "/")));
        // What was mounted below goes first.
        for (String mount : Shell.run(List.of("cat", "/proc/mounts")).lines().toList()) {
            String place = mount.split(" ", -1)[1];
            if (place.startsWith(folder + "/")) {
                Shell.run(List.of("umount", "--lazy", place));
            }
        }
        Shell.run(List.of("rm", "-rf", folder.toString()));
    }
}
