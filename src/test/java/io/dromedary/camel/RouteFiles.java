package io.dromedary.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route files, read by Camel but not started. */
final class RouteFiles {

    static final Path FOLDER = Path.of("src/main/resources/routes");

    private RouteFiles() {}

    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
        }
    }

    /** The file of a route, below the folder of all. */
    static Path of(RouteDefinition route) {
        String location = route.getResource().getLocation();
        return FOLDER.toAbsolutePath().relativize(Path.of(location.substring(location.indexOf(':') + 1)));
    }

    /** The routes in the order of their files. */
    static List<RouteDefinition> routes() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setIgnoreMissingLocation(true);
            context.getPropertiesComponent().addInitialProperty("dromedary.embedding.batch-size", "20");
            for (Path file : all()) {
                PluginHelper.getRoutesLoader(context)
                        .loadRoutes(ResourceHelper.resolveResource(context, "file:" + file.toAbsolutePath()));
            }
            return List.copyOf(context.getRouteDefinitions());
        }
    }
}
