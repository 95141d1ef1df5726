package io.dromedary.passthrough;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How results are passed on.
 *
 * @param keep how long after its acceptance a passthrough job may begin an attempt. Then it fails, and its upload is
 *     gone. Range: 1m to 24h.
 * @param partSize of the messages in which a passthrough result leaves; one chunk alone may have more. Range: 64KB to
 *     16MB.
 */
@ConfigurationProperties(prefix = "dromedary.passthrough", ignoreUnknownFields = false)
record PassthroughProperties(
        @DefaultValue("24h") Duration keep,
        @DefaultValue("1MB") DataSize partSize) {

    PassthroughProperties {
        if (keep.toMinutes() < 1 || keep.toHours() > 24) {
            throw new IllegalArgumentException(
                    "dromedary.passthrough.keep (%s) must be between 1m and 24h".formatted(keep));
        }
        if (partSize.toKilobytes() < 64 || partSize.toMegabytes() > 16) {
            throw new IllegalArgumentException(
                    "dromedary.passthrough.part-size (%s) must be between 64KB and 16MB".formatted(partSize));
        }
    }
}
