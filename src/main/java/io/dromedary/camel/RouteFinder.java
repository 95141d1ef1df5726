package io.dromedary.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelSpringBootRoutesCollector;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.AntPathMatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Finds the files of routes that {@code camel.main.routes-include-pattern} names, on the class path. Camel would open
 * every jar inside the jar of a packaged service, for each pattern anew, which takes seconds; Spring knows where to
 * look.
 */
@Component
class RouteFinder extends CamelSpringBootRoutesCollector {

    private static final String CLASS_PATH = "classpath:";

    private final ApplicationContext context;

    RouteFinder(ApplicationContext context) {
        super(context, false);
        this.context = context;
    }

    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(
            CamelContext camel, @Nullable String excludePattern, String includePattern) {
        String[] excluded = excludePattern == null ? new String[0] : excludePattern.split(",", -1);
        Map<String, Resource> files = new LinkedHashMap<>();
        for (String pattern : includePattern.split(",", -1)) {
            for (var file : find(pattern.strip())) {
                String location = location(file);
                if (Arrays.stream(excluded).noneMatch(each -> AntPathMatcher.INSTANCE.match(each.strip(), location))) {
                    files.put(location, ResourceHelper.fromBytes(location, content(file)));
                }
            }
        }
        return files.values();
    }

    private org.springframework.core.io.Resource[] find(String pattern) {
        try {
            return context.getResources(pattern);
        } catch (IOException e) {
            throw new UncheckedIOException("No routes can be found at " + pattern, e);
        }
    }

    /** The same wherever the service was started from. */
    private static String location(org.springframework.core.io.Resource file) {
        try {
            String url = file.getURL().toString();
            return CLASS_PATH + url.substring(url.lastIndexOf("/routes/") + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] content(org.springframework.core.io.Resource file) {
        try {
            return file.getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("The routes cannot be read: " + file, e);
        }
    }
}
