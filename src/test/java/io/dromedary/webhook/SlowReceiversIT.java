package io.dromedary.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.webhook.Receiving.Answer;
import io.dromedary.webhook.WebhookWorld.Customer;
import io.dromedary.webhook.WebhookWorld.Registered;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The promise W-5: receivers that hang do not slow those that do not. */
@Tag("once")
@WithWebhooks
class SlowReceiversIT {

    private static final int HEALTHY = 5;
    private static final int HANGING = 45;
    private static final int ROUNDS = Boolean.getBoolean("dromedary.webhooks.full") ? 200 : 40;

    @Autowired
    private WebhookWorld world;

    @Autowired
    private JdbcClient jdbc;

    private static final List<Answer> WAYS_TO_HANG = List.of(
            (message, exchange) -> pause(Duration.ofMinutes(1)),
            (message, exchange) -> {
                exchange.sendResponseHeaders(200, 1_000);
                for (int i = 0; i < 60; i++) {
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    pause(Duration.ofSeconds(1));
                }
            },
            (message, exchange) -> {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                exchange.sendResponseHeaders(500, 0);
                endless(exchange.getResponseBody());
            });

    private static void endless(OutputStream out) throws IOException {
        byte[] zeros = "0".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(zeros);
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void hangingReceiversDoNotSlowSoundOnes() throws Exception {
        List<Receiving> receivers = new ArrayList<>();
        try {
            List<Registered> sound = new ArrayList<>();
            Customer alone = world.newCustomer();
            for (int i = 0; i < HEALTHY; i++) {
                sound.add(world.register(alone, receiver(receivers, Answer.status(204))));
            }
            announce(alone, null);
            List<Double> before = latencies(alone, sound, ROUNDS);

            Customer slow = world.newCustomer();
            for (int i = 0; i < HANGING; i++) {
                world.register(slow, receiver(receivers, WAYS_TO_HANG.get(i % WAYS_TO_HANG.size())));
            }
            announce(alone, slow);
            List<Double> beside = latencies(alone, sound, ROUNDS);
            System.out.printf(
                    "W-5: %d hanging beside %d sound: sound ones alone p50 %.0f ms p99 %.0f ms, beside p50 %.0f ms p99"
                            + " %.0f ms; delivered %d of %d%n",
                    HANGING,
                    HEALTHY,
                    percentile(before, 50),
                    percentile(before, 99),
                    percentile(beside, 50),
                    percentile(beside, 99),
                    before.size() + beside.size(),
                    2 * ROUNDS * HEALTHY);
            assertThat(beside).hasSize(ROUNDS * HEALTHY);
            // The bound of a machine that does other things; the figure is what counts.
            assertThat(percentile(beside, 99)).isLessThan(5_000);
        } finally {
            receivers.forEach(Receiving::close);
        }
    }

    private static String receiver(List<Receiving> all, Answer answer) {
        Receiving receiver = new Receiving(answer);
        all.add(receiver);
        return receiver.url("/hook");
    }

    /** An event every 50 ms for the sound ones, and as many for those that hang. */
    private void announce(Customer sound, @Nullable Customer slow) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            world.announce(sound, i);
            if (slow != null) {
                world.announce(slow, i);
            }
            pause(Duration.ofMillis(50));
        }
    }

    /** From the commit of the event to the recorded answer, of the latest so many to each. */
    private List<Double> latencies(Customer customer, List<Registered> endpoints, int rounds) {
        for (Registered endpoint : endpoints) {
            WebhookWorld.await(() ->
                    world.deliveries(endpoint, String.class, "status").stream().allMatch("delivered"::equals));
        }
        return jdbc.sql("""
                        select extract(epoch from delivered_at - created_at)::float8 * 1000 from webhook_delivery
                        where tenant_id = :tenant order by number desc limit :rounds""")
                .param("tenant", customer.id())
                .param("rounds", rounds * endpoints.size())
                .query(Double.class)
                .list();
    }

    private static double percentile(List<Double> values, int percent) {
        return values.stream()
                .sorted()
                .skip((long) Math.ceil(values.size() * percent / 100.0) - 1)
                .findFirst()
                .orElseThrow();
    }
}
