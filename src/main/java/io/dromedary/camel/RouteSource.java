package io.dromedary.camel;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * The text of a route file. A definition that was started once is changed by it, so each start reads the text anew.
 *
 * @param file its name
 */
record RouteSource(String file, String text) {

    /** @throws IllegalArgumentException when the text is not one route, or breaks {@link RouteConventions} */
    RouteDefinition checked(CamelContext camel) throws Exception {
        RouteDefinition route = read(camel);
        List<String> violations = RouteConventions.violations(route, file);
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", violations));
        }
        return route;
    }

    private RouteDefinition read(CamelContext camel) throws Exception {
        Resource resource = ResourceHelper.fromString("mem:" + file, text);
        List<RouteDefinition> routes = new ArrayList<>();
        for (RoutesBuilder builder : PluginHelper.getRoutesLoader(camel).findRoutesBuilders(resource)) {
            routes.addAll(((RouteBuilder) builder).configureRoutes(camel).getRoutes());
        }
        if (routes.size() != 1) {
            throw new IllegalArgumentException("it has %d routes, not one".formatted(routes.size()));
        }
        return routes.get(0);
    }
}
