package io.dromedary.camel;

import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Starts the routes of the roles that this process plays; the group of a route is its role. The others are loaded but
 * not started, so an operator may still start one.
 */
@Component
class RouteRoles implements CamelContextConfiguration {

    static final Set<String> ALL = Set.of("intake", "dispatch", "work", "deliver", "watch");

    private final Set<String> roles;

    RouteRoles(@Value("${dromedary.roles}") Set<String> roles) {
        if (!ALL.containsAll(roles) || roles.isEmpty()) {
            throw new IllegalArgumentException("dromedary.roles (%s) must be some of %s".formatted(roles, ALL));
        }
        this.roles = roles;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
            if (!roles.contains(String.valueOf(route.getGroup())) && !isPart(route)) {
                route.setAutoStartup("false");
            }
        }
    }

    /** Parts of other routes are no entrances; whoever calls them needs them. */
    private static boolean isPart(RouteDefinition route) {
        return route.getInput().getEndpointUri().startsWith("direct:");
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        // Nothing is left to do.
    }
}
