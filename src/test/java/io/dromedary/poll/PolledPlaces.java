package io.dromedary.poll;

import io.dromedary.OwnPlaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A drop folder that nobody else uses, and the context's own bucket to be polled. */
class PolledPlaces extends OwnPlaces {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        super.initialize(context);
        var environment = context.getEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "polled places",
                        Map.of(
                                "dromedary.folder.directory",
                                folder(),
                                "dromedary.bucket.name",
                                environment.getRequiredProperty("dromedary.store.bucket"))));
    }

    private static String folder() {
        try {
            // What leads out of the folder leads into a directory of our own too.
            return Files.createDirectory(Files.createTempDirectory("dromedary").resolve("drop"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
