package io.dromedary.provider;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.RetryAfter;
import io.dromedary.provider.ProviderAnswer.Outcome;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one request and sorts the answer. Every step of it ends within the timeout, and an answer may not be longer
 * than any that makes sense. Certificates are verified, redirects are not followed: they would take the key elsewhere.
 */
final class HttpProvider implements EmbeddingProvider {

    private static final Logger LOG = LoggerFactory.getLogger(HttpProvider.class);

    /** More than a thousand vectors of the largest models as decimals. */
    private static final long MAX_ANSWER_BYTES = 64 << 20;

    /** Whatever a provider says, it is asked once an hour. */
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final RemoteProvider provider;
    private final Clock clock;
    private final HttpClient client;

    HttpProvider(RemoteProvider provider, Clock clock) {
        this.provider = provider;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                // Plain HTTP would otherwise ask for an upgrade, which not every server understands.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(min(provider.timeout(), Duration.ofSeconds(10)))
                .build();
    }

    @Override
    public ProviderAnswer embed(List<String> texts) {
        try {
            HttpRequest request = provider.request()
                    .POST(BodyPublishers.ofByteArray(provider.format().request(texts)))
                    .build();
            return sorted(exchange(request), texts.size());
        } catch (IOException e) {
            LOG.debug("No answer of {}", provider.name(), e);
            return ProviderAnswer.without(
                    Outcome.UNAVAILABLE,
                    "%s did not answer (%s)"
                            .formatted(provider.name(), e.getClass().getSimpleName()));
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            // The timeout of the request itself ends with the head of the answer.
            return response.get(provider.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IOException("No answer within " + provider.timeout(), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new Failure.Transient(ErrorCode.EMBEDDING_UNAVAILABLE, "The embedding was interrupted", e);
        }
    }

    private ProviderAnswer sorted(HttpResponse<byte[]> response, int texts) throws IOException {
        int status = response.statusCode();
        String detail = "%s answered %d".formatted(provider.name(), status);
        if (status == 200) {
            return checked(provider.format().answer(response.body()), texts);
        }
        if (status == 429
                || (status == 503
                        && response.headers().firstValue("Retry-After").isPresent())) {
            return ProviderAnswer.limited(pause(response.headers()), detail);
        }
        if (status == 400 || status == 413 || status == 422) {
            return ProviderAnswer.without(Outcome.UNACCEPTABLE, detail);
        }
        return ProviderAnswer.without(status >= 500 || status == 408 ? Outcome.UNAVAILABLE : Outcome.DENIED, detail);
    }

    /** A date is compared with the provider's own clock where the answer tells it. */
    private @Nullable Duration pause(HttpHeaders headers) {
        Instant now = headers.firstValue("Date").flatMap(RetryAfter::date).orElseGet(clock::instant);
        return RetryAfter.parse(headers.firstValue("Retry-After").orElse(null), now)
                .map(wait -> min(wait, LONGEST_PAUSE))
                .orElse(null);
    }

    private ProviderAnswer checked(ProviderAnswer answer, int texts) throws IOException {
        if (answer.vectors().size() != texts) {
            throw new IOException(
                    "%d vectors for %d texts".formatted(answer.vectors().size(), texts));
        }
        for (float[] vector : answer.vectors()) {
            if (vector.length != provider.dimensions()) {
                return ProviderAnswer.without(
                        Outcome.DENIED,
                        "%s answers with %d dimensions, not the %d of dromedary.provider.dimensions"
                                .formatted(provider.name(), vector.length, provider.dimensions()));
            }
        }
        return answer;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
