package io.dromedary.bench;

import io.dromedary.Requests;
import io.dromedary.WithIntake;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What accepting a document costs, beside a bare servlet in the same process that only streams the body to the same
 * object store and answers 202. In no build; docs/benchmarks.md says how to run it.
 */
@WithIntake
@TestPropertySource(properties = "dromedary.rate.requests-per-minute=100000000")
@Import(AcceptBench.Bare.class)
class AcceptBench {

    private static final int ROUNDS = 7;

    /** Letters and spaces at random: what a database compresses is no better than real text. */
    private static final byte[] TEXT = new byte[16 * 1024];

    static {
        Random random = new Random(1);
        for (int i = 0; i < TEXT.length; i++) {
            TEXT[i] = (byte) (random.nextInt(6) == 0 ? ' ' : 'a' + random.nextInt(26));
        }
    }

    @Autowired
    private Requests requests;

    private final Uploaders uploaders = new Uploaders();

    @ParameterizedTest
    @CsvSource({"10000, 1000, 20000", "1000000, 100, 100", "50000000, 8, 16"})
    void compareWithABareServlet(int size, int uploads, int warmUp) throws Exception {
        Supplier<HttpRequest> service = () -> service(text(size));
        Supplier<HttpRequest> bare = () -> bare(text(size));
        // Until nearly nothing is compiled any more: compiling takes a quarter of the processors in the first minute.
        uploaders.run(warmUp, service);
        uploaders.run(warmUp, bare);
        System.gc();
        long before = heap();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);

        List<Uploaders.Times> ours = new ArrayList<>();
        List<Uploaders.Times> theirs = new ArrayList<>();
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours.add(uploaders.run(uploads, service));
            theirs.add(uploaders.run(uploads, bare));
            ratios[round] = ours.get(round).perSecond() / theirs.get(round).perSecond();
        }
        Spread spread = Spread.of(ratios);
        System.gc();
        System.out.printf(
                "%n%,d bytes, %d rounds of %d uploads%n  service %s%n  bare    %s%n"
                        + "  rate of the service to the bare one: median %.2f (%.2f to %.2f)%n"
                        + "  heap %d MB before, %d MB after, at most %d MB%n",
                size,
                ROUNDS,
                uploads,
                Uploaders.Times.words(ours),
                Uploaders.Times.words(theirs),
                spread.median(),
                spread.least(),
                spread.most(),
                before >> 20,
                heap() >> 20,
                heapPools().stream()
                                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                                .sum()
                        >> 20);
    }

    /** Made while it is sent, so that the heap is the service's. */
    private static BodyPublisher text(int size) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new InputStream() {
                    private int left = size;

                    @Override
                    public int read() {
                        return left > 0 ? TEXT[left-- % TEXT.length] : -1;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        int count = Math.min(Math.min(length, TEXT.length), left);
                        if (count <= 0) {
                            return length == 0 ? 0 : -1;
                        }
                        System.arraycopy(TEXT, 0, target, offset, count);
                        left -= count;
                        return count;
                    }
                }),
                size);
    }

    private HttpRequest service(BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(requests.url() + "/v1/documents"))
                .header("Authorization", "Bearer " + Requests.DEFAULT_KEY)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "text/plain")
                .POST(body)
                .build();
    }

    private HttpRequest bare(BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(requests.url() + "/bare"))
                .POST(body)
                .build();
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Bare {

        /** With a client as the SDK makes it, or with the service's own. */
        @Bean
        ServletRegistrationBean<HttpServlet> bareServlet(
                S3Client services,
                @Value("${dromedary.store.endpoint}") URI endpoint,
                @Value("${dromedary.store.region}") String region,
                @Value("${dromedary.store.access-key}") String accessKey,
                @Value("${dromedary.store.secret-key}") String secretKey,
                @Value("${dromedary.store.bucket}") String bucket) {
            S3Client s3 = Boolean.getBoolean("bench.shared-client")
                    ? services
                    : S3Client.builder()
                            .endpointOverride(endpoint)
                            .forcePathStyle(true)
                            .region(Region.of(region))
                            .credentialsProvider(
                                    StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                            .build();
            return new ServletRegistrationBean<>(new Streaming(s3, bucket), "/bare");
        }
    }

    private static final class Streaming extends HttpServlet {

        private final transient S3Client s3;
        private final String bucket;

        private Streaming(S3Client s3, String bucket) {
            this.s3 = s3;
            this.bucket = bucket;
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try (InputStream body = request.getInputStream()) {
                s3.putObject(
                        put -> put.bucket(bucket).key("bare/" + UUID.randomUUID()),
                        RequestBody.fromInputStream(body, request.getContentLengthLong()));
            }
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
        }
    }
}
