package io.dromedary.camel;

import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.apache.camel.http.common.HttpConsumer;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Puts a route in the place of another while messages flow. A double of the new one starts beside the old one and
 * serves until the new one has its place; if it does not start, the old one was never touched. A part of other routes
 * ({@code direct:}) can have no double: its callers wait for the moment in between, and the old one comes back if the
 * new one does not start.
 */
final class RouteSwap {

    private static final String DOUBLE = "-double";

    private final ModelCamelContext camel;
    private final RouteRoles roles;
    private final long patienceSeconds;

    /** @param patienceSeconds how long a route that goes may finish what it works on */
    RouteSwap(ModelCamelContext camel, RouteRoles roles, long patienceSeconds) {
        this.camel = camel;
        this.roles = roles;
        this.patienceSeconds = patienceSeconds;
    }

    /**
     * Starts the route, instead of the one of its id if there is one.
     *
     * @param current the text of that one
     * @throws Exception when it does not start; then everything is as it was
     */
    void put(RouteSource next, @Nullable RouteSource current) throws Exception {
        RouteDefinition route = roles.assign(next.checked(camel));
        String twin = startDouble(next, route);
        try {
            drop(route.getRouteId());
            start(route, current);
        } finally {
            if (twin != null) {
                drop(twin);
            }
        }
    }

    private void start(RouteDefinition route, @Nullable RouteSource current) throws Exception {
        try {
            camel.addRouteDefinition(route);
        } catch (Exception e) {
            drop(route.getRouteId());
            if (current != null) {
                camel.addRouteDefinition(roles.assign(current.checked(camel)));
            }
            throw e;
        }
    }

    /** @return its id; null when it has none, because nothing runs or only one may */
    private @Nullable String startDouble(RouteSource next, RouteDefinition route) throws Exception {
        if (RouteRoles.isPart(route) || !roles.plays(route)) {
            return null;
        }
        RouteDefinition twin = next.checked(camel);
        String id = route.getRouteId() + DOUBLE;
        twin.setId(id);
        for (ProcessorDefinition<?> step :
                ProcessorDefinitionHelper.filterTypeInOutputs(twin.getOutputs(), ProcessorDefinition.class)) {
            if (step.getId() != null) {
                step.setId(step.getId() + DOUBLE);
            }
        }
        twin.getInput().setUri(besides(twin.getInput().getUri()));
        try {
            camel.addRouteDefinition(twin);
            return id;
        } catch (Exception e) {
            drop(id);
            throw e;
        }
    }

    /**
     * An endpoint that does the same and is another: timers of one name share a thread, servlets one entry in a table.
     */
    private static String besides(String uri) {
        if (uri.startsWith("servlet:")) {
            // The default, said aloud.
            return uri + (uri.contains("?") ? "&" : "?") + "traceEnabled=false";
        }
        return uri.matches("(timer|scheduler):.*") ? uri.replaceFirst("(?=\\?|$)", DOUBLE) : uri;
    }

    /** A consumer that is being stopped would refuse requests which its double takes. */
    private static void sendRequestsElsewhere(@Nullable Route route) throws Exception {
        if (route != null && route.getConsumer() instanceof HttpConsumer servlet) {
            servlet.getEndpoint().disconnect(servlet);
        }
    }

    /** Ends a route when what it works on is done, or after a while, and forgets it. */
    void drop(String id) throws Exception {
        RouteDefinition route = camel.getRouteDefinition(id);
        if (route != null) {
            sendRequestsElsewhere(camel.getRoute(id));
            camel.getRouteController().stopRoute(id, patienceSeconds, TimeUnit.SECONDS);
            camel.removeRouteDefinition(route);
        }
    }
}
