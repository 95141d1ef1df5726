package io.dromedary.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service in a process of its own, operated over JMX from this one. */
@Tag("standalone")
class ManagementIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONTEXT = "org.apache.camel:context=dromedary,type=context,name=\"dromedary\"";

    @TempDir
    static Path folder;

    private static ServiceProcess service;
    private static ManagedService managed;

    @BeforeAll
    static void start() throws Exception {
        Path drop = Files.createDirectory(folder.toRealPath().resolve("drop"));
        service = ServiceProcess.start(
                Program.unpacked(folder),
                folder.toRealPath().resolve("data"),
                "--dromedary.folder.directory=" + drop,
                "--dromedary.folder.min-age=0s");
        managed = ManagedService.attach(service.pid());
    }

    @AfterAll
    static void stop() throws IOException {
        managed.close();
        service.close();
    }

    @Test
    void everyRouteHasItsNameAndEveryGroupToo() throws Exception {
        assertThat(managed.names("org.apache.camel:context=dromedary,type=routes,*"))
                .contains(
                        ManagedService.route("upload-document"),
                        ManagedService.route("dispatch-jobs"),
                        ManagedService.route("process-document"),
                        ManagedService.route("complete-job"),
                        ManagedService.route("poll-folder"));
        assertThat(managed.names("org.apache.camel:context=dromedary,type=routegroups,*"))
                .containsExactlyInAnyOrderElementsOf(Set.of("intake", "dispatch", "work", "deliver", "watch").stream()
                        .map("org.apache.camel:context=dromedary,type=routegroups,name=\"%s\""::formatted)
                        .collect(Collectors.toSet()));
    }

    @Test
    void intakeGoesOnWhileTheWorkerIsStoppedAndItDrainsAfterwards() throws Exception {
        String worker = ManagedService.route("process-document");
        managed.tell(worker, "stop");
        assertThat(managed.attribute(worker, "State")).isEqualTo("Stopped");

        UUID job = service.api().upload(Manuscript.of("Stopped", 2));
        managed.tell(ManagedService.route("dispatch-jobs"), "suspend");
        managed.tell(ManagedService.route("dispatch-jobs"), "resume");
        assertThat(service.api().job(job).get("status").textValue()).isEqualTo("queued");

        managed.tell(worker, "start");
        service.await("the job", LIMIT, () -> service.api().isCompleted(job));
        assertThat(service.ledger().history(job)).containsExactly("queued 0", "running 1", "completed 1");
        assertThat((Long) managed.attribute(worker, "ExchangesCompleted")).isPositive();
        assertThat(managed.attribute(worker, "ExchangesFailed")).isEqualTo(0L);
    }

    @Test
    void aSuspendedPollerLeavesFilesAloneUntilItIsResumed() throws Exception {
        String poller = ManagedService.route("poll-folder");
        managed.tell(poller, "suspend");
        assertThat(managed.attribute(poller, "State")).isEqualTo("Suspended");
        Path file = Files.writeString(folder.toRealPath().resolve("drop/left.md"), "# Left\n\nalone for now");
        UUID other = service.api().upload(Manuscript.of("Meanwhile", 1));
        service.await("another document", LIMIT, () -> service.api().isCompleted(other));
        assertThat(file).exists();

        managed.tell(poller, "resume");
        service.await("the file", LIMIT, () -> !Files.exists(file));
        assertThat(file.resolveSibling("done"))
                .isDirectoryContaining(moved -> moved.getFileName().toString().startsWith("left"));
    }

    /** This machine may read them without a key. */
    @Test
    void theFiguresOfTheDocumentationAreThere() throws Exception {
        String figures = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.management("/observe/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        assertThat(figures)
                .contains(
                        "dromedary_line_jobs{state=\"waiting\"}",
                        "dromedary_line_age_seconds",
                        "dromedary_line_work_seconds",
                        "dromedary_work_busy",
                        "dromedary_work_slots 4.0",
                        "hikaricp_connections_pending",
                        "http_server_requests_seconds_count",
                        "camel_route_policy_seconds_count",
                        "jvm_memory_used_bytes");
    }

    @Test
    void aGroupStopsAndStartsAsOne() throws Exception {
        String group = "org.apache.camel:context=dromedary,type=routegroups,name=\"watch\"";
        managed.tell(group, "stop");
        assertThat(managed.attribute(ManagedService.route("purge-keys"), "State"))
                .isEqualTo("Stopped");
        managed.tell(group, "start");
        assertThat(managed.attribute(ManagedService.route("purge-keys"), "State"))
                .isEqualTo("Started");
    }

    @Test
    void whatRunsTheCallersOwnIsNotThere() throws Exception {
        assertThatThrownBy(() -> managed.call(
                        CONTEXT,
                        "sendBody",
                        new Object[] {"file:/tmp", "text"},
                        String.class.getName(),
                        Object.class.getName()))
                .hasMessageContaining("sendBody");
        assertThatThrownBy(() ->
                        managed.call(CONTEXT, "createEndpoint", new Object[] {"file:/tmp"}, String.class.getName()))
                .hasMessageContaining("createEndpoint");
        assertThatThrownBy(() -> managed.call(
                        ManagedService.route("purge-keys"),
                        "updateRouteFromXml",
                        new Object[] {"<route/>"},
                        String.class.getName()))
                .hasMessageContaining("updateRouteFromXml");
        assertThatThrownBy(() -> managed.beans()
                        .setAttribute(
                                new ObjectName(ManagedService.route("purge-keys")), new Attribute("Tracing", true)))
                .isNotNull();
    }

    @Test
    void deadLettersAreCountedAndTriedAgain() throws Exception {
        String letters = "io.dromedary:type=deadletters";
        assertThat(managed.attribute(letters, "Count")).isEqualTo(0L);
        managed.tell(ManagedService.route("process-document"), "stop");
        UUID job = service.api().upload(Manuscript.of("Dead", 1));
        service.ledger().setAside(job);
        managed.tell(ManagedService.route("process-document"), "start");
        assertThat(managed.attribute(letters, "Count")).isEqualTo(1L);
        assertThat(managed.call(letters, "replayAll", new Object[] {600}, "int"))
                .isEqualTo(1);
        service.await("the job", LIMIT, () -> service.api().isCompleted(job));
        assertThat(managed.attribute(letters, "Count")).isEqualTo(0L);
    }

    /** A later Camel that offers more fails here. */
    @Test
    void operatorsHaveTheseOperationsAndNoOthers() throws Exception {
        Map<String, Set<String>> operations = new TreeMap<>();
        Set<String> settings = new TreeSet<>();
        for (String name : managed.names("org.apache.camel:*")) {
            MBeanInfo info = managed.info(name);
            String type = new ObjectName(name).getKeyProperty("type");
            Arrays.stream(info.getOperations())
                    .map(MBeanOperationInfo::getName)
                    .filter(operation -> !operation.matches("(get|is|set)[A-Z].*"))
                    .forEach(operation -> operations
                            .computeIfAbsent(type, key -> new TreeSet<>())
                            .add(operation));
            Arrays.stream(info.getAttributes())
                    .filter(MBeanAttributeInfo::isWritable)
                    .forEach(setting -> settings.add(type + " " + setting.getName()));
        }
        assertThat(operations)
                .containsOnly(
                        Map.entry(
                                "context",
                                Set.of("dumpRoutesStatsAsXml", "reset", "resume", "startAllRoutes", "suspend")),
                        Map.entry("routegroups", Set.of("reset", "start", "stop")),
                        Map.entry(
                                "routes",
                                Set.of(
                                        "dumpRouteStatsAsXml",
                                        "reset",
                                        "restart",
                                        "resume",
                                        "start",
                                        "stop",
                                        "suspend")));
        // Of the notifiers one can only choose which of Camel's events they count.
        assertThat(settings)
                .filteredOn(setting -> !setting.startsWith("eventnotifiers Ignore"))
                .containsExactly("processors MaximumRequests");
    }
}
