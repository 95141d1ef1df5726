package io.dromedary.camel;

import io.dromedary.configuration.ServiceProperties.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
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

    static final Set<String> ALL = Arrays.stream(Role.values())
            .map(role -> role.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private final Set<String> roles;

    RouteRoles(@Value("${dromedary.roles}") Set<String> roles) {
        this.roles = roles;
    }

    @Override
    public void beforeApplicationStart(CamelContext context) {
        ((ModelCamelContext) context).getRouteDefinitions().forEach(this::assign);
    }

    /** Leaves a route stopped that belongs to another role. */
    RouteDefinition assign(RouteDefinition route) {
        if (!plays(route)) {
            route.setAutoStartup("false");
        }
        return route;
    }

    boolean plays(RouteDefinition route) {
        return roles.contains(String.valueOf(route.getGroup())) || isPart(route);
    }

    /** Parts of other routes are no entrances; whoever calls them needs them. */
    static boolean isPart(RouteDefinition route) {
        return route.getInput().getEndpointUri().startsWith("direct:");
    }

    @Override
    public void afterApplicationStart(CamelContext context) {
        // Nothing is left to do.
    }
}
