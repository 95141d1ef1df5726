package io.dromedary.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RemoveHeadersDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ScriptDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;

/**
 * What every route must be, whether it comes with the program or from an operator's folder. These are guards against
 * mistakes: whoever may write route files runs what they like.
 */
final class RouteConventions {

    static final int MAX_STEPS = 8;

    private static final Set<String> CONFIGURATIONS =
            Set.of("http-errors", "job-errors", "try-again-next-time", "caller-handles-errors");

    /** Endpoints that bring messages; those of the first three bring no headers from outside. */
    private static final Set<String> ENTRANCES =
            Set.of("direct", "timer", "scheduler", "servlet", "spring-rabbitmq", "file", "aws2-s3");

    private static final Set<String> FROM_INSIDE = Set.of("direct", "timer", "scheduler");

    private static final Set<String> EXITS =
            Set.of("direct", "jdbc", "aws2-s3", "pdf", "http", "langchain4j-embeddings");

    /** Steps that run code of the file, or go where a message says. */
    private static final Set<Class<?>> FORBIDDEN = Set.of(
            ScriptDefinition.class,
            ProcessDefinition.class,
            ToDynamicDefinition.class,
            RecipientListDefinition.class,
            RoutingSlipDefinition.class,
            DynamicRouterDefinition.class,
            EnrichDefinition.class,
            PollEnrichDefinition.class,
            PollDefinition.class);

    private final RouteDefinition route;
    private final List<String> violations = new ArrayList<>();

    private RouteConventions(RouteDefinition route) {
        this.route = route;
    }

    /**
     * What is wrong with a route; empty when nothing is.
     *
     * @param file its name
     */
    static List<String> violations(RouteDefinition route, String file) {
        var conventions = new RouteConventions(route);
        conventions.checkNames(file);
        conventions.checkEntrance();
        conventions.checkSteps();
        conventions.checkExits();
        return conventions.violations;
    }

    private void checkNames(String file) {
        require(file.equals(route.getRouteId() + ".camel.yaml"), "its file is called otherwise");
        require(route.getRouteId().matches("[a-z]+(-[a-z]+)+"), "its id is no verb-object");
        require(
                route.getDescriptionText() != null
                        && !route.getDescriptionText().isBlank(),
                "it has no description");
        require(RouteRoles.ALL.contains(String.valueOf(route.getGroup())), "its group is no role");
        require(
                CONFIGURATIONS.contains(String.valueOf(route.getRouteConfigurationId())),
                "its routeConfigurationId is none of "
                        + CONFIGURATIONS.stream().sorted().toList());
    }

    private void checkEntrance() {
        String from = route.getInput().getEndpointUri();
        require(
                ENTRANCES.contains(scheme(from)),
                "its entrance is none of " + ENTRANCES.stream().sorted().toList());
        if (!FROM_INSIDE.contains(scheme(from))) {
            require(
                    steps().stream()
                            .findFirst()
                            .filter(RouteConventions::removesHeaders)
                            .isPresent(),
                    "it does not begin with removeHeaders of * or Camel*");
        }
        if (from.startsWith("servlet:") && !route.getRouteId().equals("show-contract")) {
            String gate =
                    from.startsWith("servlet:/admin/") ? "direct:authenticate-operator" : "direct:authenticate-client";
            require(
                    steps().size() > 1
                            && steps().get(1) instanceof ToDefinition second
                            && gate.equals(second.getEndpointUri()),
                    "its second step is not " + gate);
        }
    }

    private void checkSteps() {
        require(steps().size() <= MAX_STEPS, "it has more than %d steps".formatted(MAX_STEPS));
        require(
                all(ProcessorDefinition.class).stream()
                        .noneMatch(step -> FORBIDDEN.contains(step.getClass()) && !choosesAModel(step)),
                "it has a script, or a step whose endpoint a message decides");
        require(
                all(BeanDefinition.class).stream()
                        .allMatch(bean -> bean.getRef() != null && Boolean.TRUE.equals(bean.getCustomId())),
                "a step that calls a bean has no ref or no id");
    }

    /** One of several models of this process; nothing leads out of it. */
    private static boolean choosesAModel(ProcessorDefinition<?> step) {
        return step instanceof ToDynamicDefinition to && to.getUri().startsWith("langchain4j-embeddings:query");
    }

    private void checkExits() {
        require(
                all(WireTapDefinition.class).stream()
                        .allMatch(tap -> tap.getUri().startsWith("direct:")),
                "a wire tap does not lead to direct:");
        for (ToDefinition to : all(ToDefinition.class)) {
            String uri = to.getEndpointUri();
            require(EXITS.contains(scheme(uri)), "it leads to " + scheme(uri));
            // CVE-2026-78164 and CVE-2026-85251.
            require(
                    !scheme(uri).equals("http")
                            || (uri.contains("guardedHttpClient")
                                    && steps().get(0) instanceof RemoveHeadersDefinition first
                                    && "*".equals(first.getPattern())),
                    "it calls out without the guarded client, or without removing all headers first");
        }
    }

    private void require(boolean met, String otherwise) {
        if (!met) {
            violations.add(otherwise);
        }
    }

    private <T> Collection<T> all(Class<T> type) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), type);
    }

    /** Without those that the route configuration brings along. */
    private List<ProcessorDefinition<?>> steps() {
        return route.getOutputs().stream()
                .filter(step -> !(step instanceof OnExceptionDefinition || step instanceof OnCompletionDefinition))
                .toList();
    }

    private static boolean removesHeaders(ProcessorDefinition<?> step) {
        return step instanceof RemoveHeadersDefinition headers
                && Set.of("*", "Camel*").contains(Objects.requireNonNullElse(headers.getPattern(), ""));
    }

    private static String scheme(String uri) {
        return uri.substring(0, Math.max(0, uri.indexOf(':')));
    }
}
