package io.dromedary.webhook;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are delivered.
 *
 * @param slots deliveries that this process sends at once. Each holds a thread for as long as its receiver takes.
 *     Range: 4 to 1000.
 * @param perEndpoint deliveries to one endpoint at once, over all processes. Range: 1 to 100.
 * @param poll how soon a due delivery is seen when its notification is lost. Range: 10ms to 1m.
 * @param lease how long a dead process holds its deliveries. Longer than twice {@code dromedary.egress.deadline}.
 *     Range: 5s or more.
 * @param disableAfter how long an endpoint must fail without a success before it is disabled. Range: 1h or more.
 * @param keep how long events and their deliveries stay in the log. Range: 4d or more.
 */
@ConfigurationProperties(prefix = "dromedary.webhook", ignoreUnknownFields = false)
record WebhookProperties(
        @DefaultValue("128") int slots,
        @DefaultValue("8") int perEndpoint,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("60s") Duration lease,
        @DefaultValue("5d") Duration disableAfter,
        @DefaultValue("30d") Duration keep) {

    WebhookProperties {
        require(slots >= 4 && slots <= 1_000, "slots", slots, "between 4 and 1000");
        require(perEndpoint >= 1 && perEndpoint <= 100, "per-endpoint", perEndpoint, "between 1 and 100");
        require(poll.toMillis() >= 10 && poll.toMinutes() <= 1, "poll", poll, "between 10ms and 1m");
        require(lease.toSeconds() >= 5, "lease", lease, "at least 5s");
        require(disableAfter.toHours() >= 1, "disable-after", disableAfter, "at least 1h");
        require(keep.toDays() >= 4, "keep", keep, "at least 4d, longer than a delivery takes");
    }

    private static void require(boolean valid, String key, Object value, String bound) {
        if (!valid) {
            throw new IllegalArgumentException("dromedary.webhook.%s (%s) must be %s".formatted(key, value, bound));
        }
    }
}
