package io.dromedary.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class WebhookSignalTest {

    private static final WebhookProperties PROPERTIES = new WebhookProperties(
            4, 1, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofDays(5), Duration.ofDays(30));

    @Test
    void takesAConnectionOnlyWhereWebhooksAreDelivered() {
        assertThat(signal("deliver", "watch").isAutoStartup()).isTrue();
        assertThat(signal("intake", "dispatch", "work", "watch").isAutoStartup())
                .isFalse();
    }

    private static WebhookSignal signal(String... roles) {
        return new WebhookSignal(new DelegatingDataSource(), PROPERTIES, Set.of(roles));
    }
}
