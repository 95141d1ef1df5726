package io.dromedary.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The promise W-8: the receiver that we show believes what is ours, once, and nothing else. Needs Python 3. */
class SampleReceiverTest {

    private static final byte[] BODY = "{\"type\":\"webhook.test\",\"data\":{\"text\":\"\u2028\"}}".getBytes(UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final Secret secret = Secret.random(random);
    private final HttpClient http = HttpClient.newHttpClient();

    private Process receiver;
    private BufferedReader output;
    private URI url = URI.create("");

    @BeforeEach
    void start() throws Exception {
        ProcessBuilder program = new ProcessBuilder("python3", "samples/webhook-receiver/receiver.py", "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        program.environment().put("WEBHOOK_SECRET", secret.text());
        Process started = startOrAbort(program);
        receiver = started;
        output = started.inputReader();
        url = URI.create("http://127.0.0.1:" + output.readLine().replaceFirst("ready ", "") + "/");
    }

    private static Process startOrAbort(ProcessBuilder program) {
        try {
            return program.start();
        } catch (IOException e) {
            throw new TestAbortedException("There is no python3", e);
        }
    }

    @AfterEach
    void stop() {
        receiver.destroyForcibly();
    }

    private int send(String id, long timestamp, byte[] body, String signature) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(url)
                                .header("webhook-id", id)
                                .header("webhook-timestamp", Long.toString(timestamp))
                                .header("webhook-signature", signature)
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private int send(String id, long timestamp) throws Exception {
        return send(id, timestamp, BODY, Signatures.of(id, timestamp, BODY, List.of(Secret.random(random), secret)));
    }

    @Test
    void believesWhatIsOursAndHandlesItOnce() throws Exception {
        long now = Instant.now().getEpochSecond();
        for (int time = 0; time < 3; time++) {
            assertThat(send("msg_1", now)).isEqualTo(204);
        }
        assertThat(send("msg_2", now - 290)).isEqualTo(204);
        assertThat(output.readLine()).startsWith("webhook.test");
        assertThat(output.readLine()).startsWith("webhook.test");
        assertThat(output.ready()).as("a third").isFalse();
    }

    @Test
    void refusesWhatIsOldForgedOrChanged() throws Exception {
        long now = Instant.now().getEpochSecond();
        int sent = 0;
        for (long age : new long[] {310, 3_600, -310, -3_600}) {
            assertThat(send("msg_1", now - age)).isEqualTo(400);
            sent++;
        }
        String genuine = Signatures.of("msg_1", now, BODY, List.of(secret));
        byte[] changed = BODY.clone();
        changed[5] ^= 1;
        assertThat(send("msg_1", now, changed, genuine)).isEqualTo(400);
        assertThat(send("msg_2", now, BODY, genuine)).isEqualTo(400);
        assertThat(send("msg_1", now + 1, BODY, genuine)).isEqualTo(400);
        assertThat(send("msg_1", now, BODY, genuine.replace("v1,", "v2,"))).isEqualTo(400);
        assertThat(send("msg_1", now, BODY, Signatures.of("msg_1", now, BODY, List.of(Secret.random(random)))))
                .isEqualTo(400);
        assertThat(send("msg_1", now, BODY, "v1,")).isEqualTo(400);
        sent += 6;
        System.out.printf("W-8: forged, changed or old %d, refused %d%n", sent, sent);
    }
}
