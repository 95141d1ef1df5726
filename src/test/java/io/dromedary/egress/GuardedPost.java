package io.dromedary.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** One request through the guarded client, for tests of other packages; loopback is allowed. */
public final class GuardedPost {

    private GuardedPost() {}

    public static int send(URI url) throws IOException {
        var guard = new EgressGuard(EgressGuardTest.properties(List.of("127.0.0.0/8")), InetAddress::getAllByName);
        try (var client = GuardedClient.client(guard, Duration.ofSeconds(10))) {
            var request = new HttpPost(url);
            request.setEntity(new StringEntity("{}", ContentType.APPLICATION_JSON));
            return client.execute(request, answer -> answer.getCode());
        }
    }
}
