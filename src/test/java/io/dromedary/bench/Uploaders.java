package io.dromedary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Clients that upload as fast as they are answered, each waiting for its 202. */
final class Uploaders {

    private static final int CLIENTS = Integer.getInteger("bench.clients", 4);

    private final HttpClient http = HttpClient.newHttpClient();

    /** How long each upload took. */
    record Times(long[] nanos, double perSecond) {

        static String words(List<Times> rounds) {
            double[] rates =
                    rounds.stream().mapToDouble(Times::perSecond).sorted().toArray();
            long[] nanos = rounds.stream()
                    .flatMapToLong(round -> Arrays.stream(round.nanos()))
                    .sorted()
                    .toArray();
            return "%8.1f a second, p50 %6.1f ms, p99 %6.1f ms"
                    .formatted(
                            rates[rates.length / 2],
                            nanos[nanos.length / 2] / 1e6,
                            nanos[nanos.length * 99 / 100] / 1e6);
        }

        double p99() {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length * 99 / 100] / 1e6;
        }
    }

    Times run(int uploads, Supplier<HttpRequest> request) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Long>> sent = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < uploads; i++) {
                sent.add(clients.submit(() -> send(request.get())));
            }
            long[] nanos = new long[uploads];
            for (int i = 0; i < uploads; i++) {
                nanos[i] = sent.get(i).get();
            }
            return new Times(nanos, uploads * 1e9 / (System.nanoTime() - start));
        } finally {
            clients.shutdownNow();
        }
    }

    private long send(HttpRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
        return System.nanoTime() - start;
    }
}
