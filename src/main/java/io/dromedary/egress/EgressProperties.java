package io.dromedary.egress;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What may be called in the name of a tenant.
 *
 * @param ports the ports of public addresses that URLs of tenants may have. Range: 1 to 65535.
 * @param allowedSubnets networks of your own that URLs of tenants may lead to, at any port and by plain {@code http}.
 *     Range: like {@code 10.20.0.0/16}.
 * @param deadline how long one delivery may take, from the first packet to the end of the answer. Range: 100ms to 5m.
 */
@ConfigurationProperties(prefix = "dromedary.egress", ignoreUnknownFields = false)
record EgressProperties(
        @DefaultValue({"443", "8443"}) Set<Integer> ports,
        @DefaultValue List<String> allowedSubnets,
        @DefaultValue("30s") Duration deadline) {

    EgressProperties {
        if (ports.isEmpty() || ports.stream().anyMatch(port -> port < 1 || port > 65_535)) {
            throw new IllegalArgumentException("dromedary.egress.ports (%s) must be of 1 to 65535".formatted(ports));
        }
        try {
            allowedSubnets.forEach(Subnet::parse);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "dromedary.egress.allowed-subnets must be like 10.20.0.0/16, several joined by commas", e);
        }
        if (deadline.toMillis() < 100 || deadline.toMinutes() > 5) {
            throw new IllegalArgumentException(
                    "dromedary.egress.deadline (%s) must be between 100ms and 5m".formatted(deadline));
        }
    }
}
