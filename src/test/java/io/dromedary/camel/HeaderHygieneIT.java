package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Caller;
import io.dromedary.Caller.Answer;
import io.dromedary.WithApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/** The promise U-1: nothing of a request steers a route, by whatever name and in whatever place it comes. */
@WithApi
class HeaderHygieneIT {

    private static final List<String> NAMES = List.of(
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelHttpQuery",
            "CamelHttpMethod",
            "CamelHttpResponseCode",
            "CamelRestHttpUri",
            "CamelFileName",
            "CamelOverruleFileName",
            "CamelBeanMethodName",
            "CamelExecCommandExecutable",
            "CamelSqlQuery",
            "CamelSqlParameters",
            "CamelJdbcParameters",
            "CamelAwsS3Key",
            "CamelAwsS3BucketName",
            "CamelAwsS3Operation",
            "CamelSpringRabbitmqExchangeOverrideName",
            "CamelSpringRabbitmqRoutingOverrideKey",
            "CamelLangChain4jEmbeddingsVector",
            "CamelTimerName",
            "org.apache.camel.CamelHttpUri",
            "tenantId",
            "jobId",
            "tenantName",
            "keyId",
            "X-Canary");

    /** As many as the server reads in one request. */
    private static final int AT_ONCE = 30;

    @Autowired
    private Caller api;

    @Autowired
    private SeenHeaders headers;

    @Value("${dromedary.data-dir}")
    private Path data = Path.of("");

    @Test
    void nothingOfARequestReachesAStepAsAHeader() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket trap = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread catcher = new Thread(() -> count(trap, connections));
            catcher.start();
            List<String> names =
                    NAMES.stream().flatMap(HeaderHygieneIT::oddCases).distinct().toList();
            String canary = "http://127.0.0.1:" + trap.getLocalPort() + "/" + SeenHeaders.CANARY;
            int requests = 0;
            for (int from = 0; from < names.size(); from += AT_ONCE) {
                List<String> some = names.subList(from, Math.min(from + AT_ONCE, names.size()));
                for (HttpRequest.Builder request : requests(some, canary)) {
                    Answer answer = api.send(request);
                    assertThat(answer.status()).as(answer.toString()).isIn(200, 201, 202, 204, 400, 404, 409, 415);
                    assertThat(answer.toString()).doesNotContain(SeenHeaders.CANARY);
                    requests++;
                }
            }
            assertThat(headers.steps())
                    .contains("open-upload", "accept-upload", "read-job", "embed-query", "set-quotas");
            assertThat(headers.seen()).isEmpty();
            assertThat(connections).hasValue(0);
            assertThat(api.originals()).noneMatch(object -> object.contains(SeenHeaders.CANARY));
            assertThat(filesNamedCanary()).isEmpty();
            System.out.printf(
                    "U-1: attempts %d, accepted %d, refused 0, duplicated 0, unexpected %d (%d names as headers, query, "
                            + "form and fields; %d steps saw none as a header; trap hit %d times)%n",
                    requests,
                    requests,
                    headers.seen().size(),
                    names.size(),
                    headers.steps().size(),
                    connections.get());
        }
    }

    private List<HttpRequest.Builder> requests(List<String> names, String canary) {
        String pairs = names.stream()
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(canary, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String search = "{\"query\": \"words\"}";
        String key = "/tenants/default/keys/" + UUID.randomUUID();
        List<HttpRequest.Builder> admin = Stream.of(
                        api.adminRequest("/tenants"),
                        api.adminRequest("/tenants").POST(BodyPublishers.ofString("{\"name\": \"hygiene\"}")),
                        api.adminRequest("/tenants/default/quotas").PUT(BodyPublishers.ofString("{\"quotas\": []}")),
                        api.adminRequest("/tenants/default/keys"),
                        api.adminRequest("/tenants/hygiene/keys").POST(BodyPublishers.noBody()),
                        api.adminRequest(key + "/rotate").POST(BodyPublishers.ofString("{}")),
                        api.adminRequest(key).DELETE())
                .map(request -> withAll(names, canary, request))
                .toList();
        List<HttpRequest.Builder> client = List.of(
                withAll(names, canary, upload("/v1/documents")),
                upload("/v1/documents?" + pairs),
                upload("/v1/documents")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(pairs)),
                upload("/v1/documents")
                        .header("Content-Type", "multipart/form-data; boundary=xyz")
                        .POST(BodyPublishers.ofString(fields(names, canary))),
                withAll(names, canary, api.request("/v1/jobs/" + UUID.randomUUID())),
                api.request("/v1/jobs/" + UUID.randomUUID() + "?" + pairs),
                api.request("/v1/jobs/" + UUID.randomUUID())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method("GET", BodyPublishers.ofString(pairs)),
                withAll(names, canary, api.request("/v1/search").POST(BodyPublishers.ofString(search))),
                api.request("/v1/search?" + pairs).POST(BodyPublishers.ofString(search)),
                api.request("/v1/search")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(pairs)),
                withAll(names, canary, api.request("/v1/openapi.yaml")),
                api.request("/v1/openapi.yaml?" + pairs),
                api.adminRequest("/tenants?" + pairs),
                api.adminRequest("/tenants/default/keys?" + pairs));
        return Stream.concat(client.stream(), admin.stream()).toList();
    }

    private HttpRequest.Builder upload(String path) {
        return api.request(path)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString("words"));
    }

    private static HttpRequest.Builder withAll(List<String> names, String canary, HttpRequest.Builder request) {
        names.forEach(name -> request.header(name, canary));
        return request;
    }

    private static String fields(List<String> names, String canary) {
        return names.stream()
                        .map(name ->
                                "--xyz\r\nContent-Disposition: form-data; name=\"%s\"\r\nCamelFileName: %s\r\n\r\n%s\r\n"
                                        .formatted(name, canary, canary))
                        .collect(Collectors.joining())
                + "--xyz\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\nwords\r\n--xyz--\r\n";
    }

    private static Stream<String> oddCases(String name) {
        return Stream.of(
                name,
                name.toLowerCase(Locale.ROOT),
                name.toUpperCase(Locale.ROOT),
                name.replaceFirst("^Camel", "CAmel"),
                name.replaceFirst("^Camel", "cAMEL"));
    }

    private List<Path> filesNamedCanary() throws Exception {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.getFileName().toString().contains(SeenHeaders.CANARY))
                    .toList();
        }
    }

    private static void count(ServerSocket trap, AtomicInteger connections) {
        try {
            while (!trap.isClosed()) {
                trap.accept().close();
                connections.incrementAndGet();
            }
        } catch (IOException e) {
            // The test is over.
        }
    }
}
