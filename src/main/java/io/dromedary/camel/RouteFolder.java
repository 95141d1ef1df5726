package io.dromedary.camel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes routes from the operator's folder, and gives a route of the program its place back when the file is gone. A
 * file that cannot be taken changes nothing, and is looked at again when its content changes. Nobody can send a route:
 * the folder is in the file system of this machine, and off unless it is configured.
 */
@Component
class RouteFolder implements CamelContextConfiguration, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFolder.class);
    private static final String ENDING = ".camel.yaml";
    private static final long MAX_BYTES = 64 * 1024;

    private final RoutesProperties properties;
    private final RouteRoles roles;
    private final long patienceSeconds;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "route-folder");
        thread.setDaemon(true);
        return thread;
    });

    /** What lay in the folder at the last look, taken or not, by the names of files. */
    private final Map<String, String> seen = new HashMap<>();

    /** What was taken of it. */
    private final Map<String, RouteSource> taken = new HashMap<>();

    /** The routes of the program that were replaced. */
    private final Map<String, RouteSource> originals = new HashMap<>();

    RouteFolder(
            RoutesProperties properties,
            RouteRoles roles,
            @Value("${camel.main.shutdown-timeout}") long patienceSeconds) {
        this.properties = properties;
        this.roles = roles;
        this.patienceSeconds = patienceSeconds;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        // The routes of the program come first.
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        Path folder = properties.folder();
        if (folder != null) {
            long interval = properties.interval().toMillis();
            var unused = timer.scheduleWithFixedDelay(
                    () -> look((ModelCamelContext) context, folder), 0, interval, TimeUnit.MILLISECONDS);
        }
    }

    private void look(ModelCamelContext camel, Path folder) {
        var swap = new RouteSwap(camel, roles, patienceSeconds);
        try {
            Set<String> gone = new HashSet<>(seen.keySet());
            for (Path file : files(folder)) {
                String name = file.getFileName().toString();
                gone.remove(name);
                String text = text(file);
                if (!text.equals(seen.put(name, text))) {
                    take(camel, swap, new RouteSource(name, text));
                }
            }
            for (String name : gone) {
                seen.remove(name);
                giveBack(swap, name);
            }
        } catch (Exception e) {
            LOG.error("The folder of routes cannot be looked at: {}", e.getMessage());
        }
    }

    private void take(ModelCamelContext camel, RouteSwap swap, RouteSource next) {
        String id = id(next.file());
        try {
            Optional<RouteSource> original = original(camel, id);
            swap.put(next, taken.getOrDefault(next.file(), original.orElse(null)));
            taken.put(next.file(), next);
            original.ifPresent(source -> originals.putIfAbsent(next.file(), source));
            LOG.warn("Route {} is now the one of the folder", id);
        } catch (Exception e) {
            LOG.error("{} is not taken, and changes nothing: {}", next.file(), reason(e));
        }
    }

    private void giveBack(RouteSwap swap, String name) {
        RouteSource current = taken.remove(name);
        if (current == null) {
            return;
        }
        try {
            RouteSource original = originals.get(name);
            if (original == null) {
                swap.drop(id(name));
            } else {
                swap.put(original, current);
            }
            LOG.warn("Route {} is {} again", id(name), original == null ? "gone" : "the one of the program");
        } catch (Exception e) {
            LOG.error("Route {} does not leave: {}", id(name), reason(e));
        }
    }

    /** The text of the program's own route, which is replaced for the first time. */
    private Optional<RouteSource> original(CamelContext camel, String id) throws IOException {
        RouteDefinition route = ((ModelCamelContext) camel).getRouteDefinition(id);
        if (route == null || taken.containsKey(id + ENDING)) {
            return Optional.ofNullable(originals.get(id + ENDING));
        }
        try (var in = Objects.requireNonNull(route.getResource()).getInputStream()) {
            return Optional.of(new RouteSource(id + ENDING, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        requireOwn(folder);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static String text(Path file) throws IOException {
        requireOwn(file);
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("%s is no route: it has more than %d bytes".formatted(file, MAX_BYTES));
        }
        return Files.readString(file);
    }

    private static void requireOwn(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("everybody may write " + path);
        }
    }

    private static String id(String file) {
        return file.substring(0, file.length() - ENDING.length());
    }

    private static @Nullable String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage();
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
