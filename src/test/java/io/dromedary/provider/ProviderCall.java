package io.dromedary.provider;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** One request to a provider as the service makes it, for tests of other packages. */
public final class ProviderCall {

    private ProviderCall() {}

    /** Whether an answer came, whatever it was. */
    public static boolean isAnswered(URI baseUrl) {
        var properties = new ProviderProperties(
                ProviderKind.OPENAI,
                baseUrl,
                "stub",
                "a-key",
                null,
                2,
                Duration.ofSeconds(10),
                null,
                null,
                null,
                null,
                BigDecimal.ZERO);
        ProviderAnswer answer = new HttpProvider(new RemoteProvider(properties), Clock.systemUTC()).embed(List.of("a"));
        return !answer.detail().contains("did not answer");
    }
}
