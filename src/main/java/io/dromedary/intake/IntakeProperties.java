package io.dromedary.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the gate lets in.
 *
 * @param maxSize of one document
 * @param keyLifetime how long an idempotency key is kept
 */
@ConfigurationProperties(prefix = "dromedary.intake", ignoreUnknownFields = false)
record IntakeProperties(
        @DefaultValue("200MB") DataSize maxSize,
        @DefaultValue("24h") Duration keyLifetime) {

    IntakeProperties {
        if (maxSize.toBytes() < 1) {
            throw new IllegalArgumentException("dromedary.intake.max-size (%s) must be positive".formatted(maxSize));
        }
        if (keyLifetime.toMinutes() < 1) {
            throw new IllegalArgumentException(
                    "dromedary.intake.key-lifetime (%s) must be at least 1m".formatted(keyLifetime));
        }
    }
}
