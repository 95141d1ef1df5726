package io.dromedary.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every command of a tenant needs to know: where the service is, and how its answer is printed. */
class Connection {

    static final String API_KEY = "DROMEDARY_API_KEY";

    private static final String DATA_DIR = "DROMEDARY_DATA_DIR";

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            description = "The service; by default ${DEFAULT-VALUE}.")
    private URI url = URI.create("");

    @Option(names = "--json", description = "Print the service's answer as it is, a line each.")
    private boolean json;

    boolean json() {
        return json;
    }

    URI at(String path) {
        return url.resolve(path);
    }

    /**
     * The service, for the key of the environment, or for the one that the first start on this machine has kept.
     *
     * @throws CommandException without a key
     */
    ServiceApi api(Map<String, String> environment) throws CommandException {
        String key = environment.getOrDefault(API_KEY, "");
        return new ServiceApi(key.isBlank() ? keptKey(environment) : key.strip());
    }

    private static String keptKey(Map<String, String> environment) throws CommandException {
        Path file = Path.of(environment.getOrDefault(DATA_DIR, "data"), "api-key");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandException(
                    "Set %s to an API key of your tenant; there is none in %s".formatted(API_KEY, file));
        }
    }
}
