package io.dromedary.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
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
import org.springframework.util.StringUtils;

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
        String[] excluded = StringUtils.tokenizeToStringArray(excludePattern, ",");
        Map<String, Resource> files = new LinkedHashMap<>();
        try {
            for (String pattern : StringUtils.tokenizeToStringArray(includePattern, ",")) {
                for (var file : context.getResources(pattern)) {
                    String location = location(file.getURL());
                    if (!AntPathMatcher.INSTANCE.anyMatch(excluded, location)) {
                        files.put(location, ResourceHelper.fromBytes(location, file.getContentAsByteArray()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The routes at %s cannot be read".formatted(includePattern), e);
        }
        return files.values();
    }

    /** The same wherever the service was started from. */
    private static String location(URL file) {
        String url = file.toString();
        return CLASS_PATH + url.substring(url.lastIndexOf("/routes/") + 1);
    }
}
