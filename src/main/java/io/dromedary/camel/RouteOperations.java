package io.dromedary.camel;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.apache.camel.spi.RouteController;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Shows and steers the routes of this process, as JMX does, for those who come over HTTP. Other processes of a cluster
 * are not touched.
 */
@Component
class RouteOperations {

    private static final Logger LOG = LoggerFactory.getLogger(RouteOperations.class);

    /** The routes that carry this very request; without them nobody could undo what was done. */
    private static final Set<String> NEEDED = Set.of(
            "list-routes", "operate-route", "operate-group", "authenticate-operator", "answer-json", "answer-problem");

    private final CamelContext camel;
    private final long patienceSeconds;

    /** @param patienceSeconds how long a route that is stopped may finish what it works on */
    RouteOperations(CamelContext camel, @Value("${camel.main.shutdown-timeout}") long patienceSeconds) {
        this.camel = camel;
        this.patienceSeconds = patienceSeconds;
    }

    /**
     * A route as it stands.
     *
     * @param state {@code started}, {@code stopped}, {@code suspended}, or on the way there
     * @param inFlight what it works on
     * @param handled how many exchanges it has ended since the process started, those that failed included
     * @param failed those of them that ended in a failure which the route did not handle
     * @param meanMillis of the handled ones
     */
    record RouteView(
            String id,
            String group,
            String description,
            String state,
            long inFlight,
            long handled,
            long failed,
            long meanMillis,
            @Nullable Instant lastCompletedAt) {}

    /** The routes of this process by group and name. */
    record RouteList(List<RouteView> routes) {}

    RouteList list() {
        return list(camel.getRoutes());
    }

    private RouteList list(List<Route> routes) {
        return new RouteList(routes.stream()
                .map(this::view)
                .sorted(Comparator.comparing(RouteView::group).thenComparing(RouteView::id))
                .toList());
    }

    /**
     * Starts, stops, suspends or resumes one route.
     *
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown route, {@link ErrorCode#INVALID_REQUEST} for
     *     an unknown action, {@link ErrorCode#ROUTE_NEEDED} for a route that this request needs itself
     */
    RouteView operate(String routeId, String action) throws Exception {
        Route route = camel.getRoute(routeId);
        if (route == null) {
            throw new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such route");
        }
        if (NEEDED.contains(routeId)) {
            throw new Failure.Permanent(
                    ErrorCode.ROUTE_NEEDED, "Without %s nobody could start it again".formatted(routeId));
        }
        apply(RouteAction.named(action), routeId);
        return view(route);
    }

    /**
     * Does the same to every entrance of a group; parts of other routes go on, so that what is in work can end.
     *
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown group, {@link ErrorCode#INVALID_REQUEST} for
     *     an unknown action
     */
    RouteList operateGroup(String group, String action) throws Exception {
        RouteAction wanted = RouteAction.named(action);
        List<Route> routes = camel.getRoutes().stream()
                .filter(route -> group.equals(route.getGroup()))
                .toList();
        if (routes.isEmpty()) {
            throw new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such group of routes");
        }
        for (Route route : routes) {
            if (!NEEDED.contains(route.getRouteId())
                    && !route.getEndpoint().getEndpointUri().startsWith("direct:")) {
                apply(wanted, route.getRouteId());
            }
        }
        return list(routes);
    }

    private void apply(RouteAction action, String routeId) throws Exception {
        RouteController controller = camel.getRouteController();
        switch (action) {
            case START -> controller.startRoute(routeId);
            case STOP -> controller.stopRoute(routeId, patienceSeconds, TimeUnit.SECONDS);
            case SUSPEND -> controller.suspendRoute(routeId, patienceSeconds, TimeUnit.SECONDS);
            case RESUME -> controller.resumeRoute(routeId);
        }
        LOG.warn("An operator told route {} to {}: it is {}", routeId, action, state(routeId));
    }

    private RouteView view(Route route) {
        String id = route.getRouteId();
        ManagedRouteMBean counts = camel.getCamelContextExtension()
                .getContextPlugin(ManagedCamelContext.class)
                .getManagedRoute(id);
        Date last = counts.getLastExchangeCompletedTimestamp();
        return new RouteView(
                id,
                route.getGroup(),
                route.getDescription(),
                state(id),
                counts.getExchangesInflight(),
                counts.getExchangesTotal(),
                counts.getExchangesFailed(),
                Math.max(counts.getMeanProcessingTime(), 0),
                last == null ? null : last.toInstant());
    }

    private String state(String routeId) {
        ServiceStatus status = camel.getRouteController().getRouteStatus(routeId);
        return status == null ? "stopped" : status.name().toLowerCase(Locale.ROOT);
    }
}
