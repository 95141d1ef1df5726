package io.dromedary.poll;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The drop folder.
 *
 * @param directory absent: no folder is polled
 * @param tenant whose documents lie there
 * @param tenantFolders whether each folder at the top is a tenant's own, called by its name
 * @param after what becomes of an accepted file; a refused one is always moved
 * @param minAge how long a file must have been seen unchanged before it counts as whole
 * @param interval between two looks into the folder
 * @param maxPerPoll files that one look takes
 */
@ConfigurationProperties(prefix = "dromedary.folder", ignoreUnknownFields = false)
record FolderProperties(
        @Nullable String directory,
        @DefaultValue("default") String tenant,
        @DefaultValue("false") boolean tenantFolders,
        @DefaultValue("move") After after,
        @DefaultValue("5s") Duration minAge,
        @DefaultValue("1s") Duration interval,
        @DefaultValue("50") int maxPerPoll) {

    /** What a Camel URI would read as something else than a part of a path. */
    private static final Pattern NOT_IN_URI = Pattern.compile("[?%#&+{}$\\p{Cntrl}]");

    FolderProperties {
        if (directory != null && NOT_IN_URI.matcher(directory).find()) {
            throw new IllegalArgumentException(
                    "dromedary.folder.directory (%s) must not contain any of ? %% # & + { } $".formatted(directory));
        }
        if (tenant.isBlank()) {
            throw new IllegalArgumentException("dromedary.folder.tenant must not be blank");
        }
        if (minAge.isNegative() || minAge.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "dromedary.folder.min-age (%s) must be between 0s and 1h".formatted(minAge));
        }
        if (interval.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "dromedary.folder.interval (%s) must be at least 100ms".formatted(interval));
        }
        if (maxPerPoll < 1 || maxPerPoll > 1_000) {
            throw new IllegalArgumentException(
                    "dromedary.folder.max-per-poll (%d) must be between 1 and 1000".formatted(maxPerPoll));
        }
    }

    boolean isConfigured() {
        return directory != null && !directory.isBlank();
    }

    /** The folder, absolute; only where one is configured. */
    Path root() {
        if (directory == null) {
            throw new IllegalStateException("dromedary.folder.directory is not set");
        }
        return Path.of(directory).toAbsolutePath().normalize();
    }
}
