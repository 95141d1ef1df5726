package io.dromedary.egress;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The one HTTP client that calls what tenants name. It connects only where {@link EgressGuard} allows, follows no
 * redirect, repeats nothing, knows no proxy, cookie or password of the environment, unpacks nothing, and checks
 * certificates and their names.
 */
@Configuration(proxyBeanMethods = false)
class GuardedClient {

    /** More than anybody sends at once. */
    private static final int MAX_CONNECTIONS = 1_000;

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(5);

    /** Names may lead elsewhere by then. */
    private static final TimeValue CONNECTION_LIFETIME = TimeValue.ofMinutes(1);

    /** Not a bean: Spring Boot would leave out its own executor for it. */
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "egress-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    @Bean(destroyMethod = "close")
    CloseableHttpClient guardedHttpClient(EgressGuard guard, EgressProperties properties) {
        return client(guard, properties.deadline());
    }

    static CloseableHttpClient client(EgressGuard guard, Duration deadline) {
        Timeout silence = Timeout.of(deadline);
        return HttpClientBuilder.create()
                .setConnectionManager(connections(guard, silence))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT_TIMEOUT)
                        .setResponseTimeout(silence)
                        .setRedirectsEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setRoutePlanner(new DefaultRoutePlanner(null))
                .addExecInterceptorFirst("answer-limits", new AnswerLimits(TIMER, deadline))
                .setUserAgent("Dromedary")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    private static HttpClientConnectionManager connections(EgressGuard guard, Timeout silence) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(guard)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(silence).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .setSocketTimeout(silence)
                        .setTimeToLive(CONNECTION_LIFETIME)
                        .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                        .build())
                .build();
    }
}
