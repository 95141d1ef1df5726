package io.dromedary.preview;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a preview may take, and what it tells.
 *
 * @param maxSize the largest document that a preview takes; it is held in memory. Range: 1B to 1GB.
 */
@ConfigurationProperties(prefix = "dromedary.preview", ignoreUnknownFields = false)
record PreviewProperties(@DefaultValue("10MB") DataSize maxSize) {

    private static final long LARGEST = DataSize.ofGigabytes(1).toBytes();

    PreviewProperties {
        if (maxSize.toBytes() < 1 || maxSize.toBytes() > LARGEST) {
            throw new IllegalArgumentException(
                    "dromedary.preview.max-size (%s) must be between 1B and 1GB".formatted(maxSize));
        }
    }
}
