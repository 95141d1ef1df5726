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
 * @param directory polled for files. Without it no folder is. It must exist, with none of {@code ?%#&+{}$} in its name.
 * @param tenant whose documents the files are.
 * @param tenantFolders the folders at the top are tenants' own, called by their names.
 * @param after what becomes of a file whose job exists: it goes to {@code done/}, or away. A refused one always goes to
 *     {@code refused/}.
 * @param minAge how long a file must have been seen unchanged. Less takes copies that stall for half a file, more
 *     delays every file. Range: 0s to 1h.
 * @param interval how often the folder is looked at while there is nothing to take. Range: 100ms or more.
 * @param maxPerPoll files that one look takes. More keeps them longer from other processes. Range: 1 to 1000.
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
