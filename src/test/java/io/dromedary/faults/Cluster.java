package io.dromedary.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
            "--dromedary.secret-key=the-sealing-key-of-the-fault-suite-is-long",
            "--dromedary.egress.allowed-subnets=127.0.0.1/32",
            "--dromedary.egress.deadline=3s",
            "--dromedary.webhook.lease=5s",
            "--dromedary.intake.purge-keys=5s",
            "--dromedary.intake.inline-size=" + Documents.INLINE_BYTES + "B",
            "--dromedary.reconcile.interval=3s",
            "--camel.main.shutdown-timeout=20",
            "--camel.main.jmx-enabled=false");

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
        program = Installation.ofBuiltJar();
        if (!program.isRecorded()) {
            recordClasses();
        }
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
    private Member member(String name, String roles) throws IOException {
        var member = new Member(name, roles, folder, services.environment());
        members.add(member);
        return member;
    }

    /** Another process with the same role, which is not started yet, and ended when the scenario is over. */
    Member second(String role) throws IOException {
        String name = role + "-2";
        for (Member member : members) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        return member(name, role);
    }

    /** Mends every wire, ends what is too many, and starts every process of the four that does not run. */
    void restore() throws IOException, InterruptedException {
        services.broker().mend();
        services.database().mend();
        services.store().mend();
        services.startServers();
        List<Member> four = List.of(intake, dispatch, work, deliver);
        for (Member member : members) {
            if (member.isAlive() && !four.contains(member)) {
                member.kill();
            }
        }
        for (Member member : four) {
            if (!member.isAlive()) {
                launch(member);
            }
        }
        for (Member member : four) {
            member.awaitReady();
        }
    }

    /**
     * Lets the reconciler find what crashes left behind, and time pass over it: an object goes when it was seen without
     * a job at two times a grace apart.
     */
    void sweep() throws InterruptedException {
        awaitRounds();
        services.ledger()
                .sql("update stray_object set seen_at = seen_at - interval '1 day'")
                .update();
        awaitRounds();
    }

    /** Until a round of the reconciler has begun and ended from now on, which is when the one after it begins. */
    private void awaitRounds() throws InterruptedException {
        Instant begin = round();
        Instant first = awaitRoundAfter(begin);
        awaitRoundAfter(first);
    }

    private Instant awaitRoundAfter(Instant round) {
        return Awaitility.await("a round of the reconciler")
                .atMost(Duration.ofMinutes(2))
                .until(this::round, now -> now.isAfter(round));
    }

    private Instant round() {
        return services.ledger()
                .sql("select coalesce(max(due_at), '-infinity') from watch_round where name = 'reconcile'")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** The jobs of a client that are not over. */
    int unfinished(Client client) {
        return count(client, "finished_at is null");
    }

    /** The jobs of a client that a worker is at. */
    int running(Client client) {
        return count(client, "status = 'running'");
    }

    private int count(Client client, String condition) {
        return services.ledger()
                .sql("select count(*) from job join tenant on tenant.id = tenant_id where name in (:tenants) and "
                        + condition)
                .param("tenants", client.tenants())
                .query(Integer.class)
                .single();
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
