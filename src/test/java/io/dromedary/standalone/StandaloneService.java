package io.dromedary.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A service without beans of its own, in this process or, by {@link #main}, in another. */
final class StandaloneService implements AutoCloseable {

    final GenericApplicationContext context;

    private StandaloneService(GenericApplicationContext context) {
        this.context = context;
    }

    static StandaloneService start(Path data) {
        return start(data, Map.of());
    }

    static StandaloneService start(Path data, Map<String, Object> configuration) {
        var context = new GenericApplicationContext();
        var properties = new HashMap<>(configuration);
        properties.put("dromedary.data-dir", data.toString());
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        new StandaloneInitializer().initialize(context);
        context.refresh();
        return new StandaloneService(context);
    }

    String property(String name) {
        return context.getEnvironment().getRequiredProperty(name);
    }

    boolean has(String name) {
        return context.getEnvironment().containsProperty(name);
    }

    @Override
    public void close() {
        context.close();
    }

    /** Starts a service on the directory, says {@code ready}, and runs until its input ends. */
    public static void main(String[] arguments) throws IOException {
        try (var service = start(Path.of(arguments[0]))) {
            System.out.println("ready " + service.property("spring.datasource.url"));
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    /** That service in a process of its own, its output readable. */
    static Process inAnotherProcess(Path data) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandaloneService.class.getName(),
                        data.toString()))
                .redirectErrorStream(true)
                .start();
    }
}
