package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/routes.md} equal to the routes. {@code mvn test -Dtest=RouteMapTest -Ddocs.update=true} writes it
 * anew.
 */
class RouteMapTest {

    /** Where every request may end; the column "On failure" says so. */
    private static final String EVERY_REFUSAL = "direct:answer-problem";

    private static final Path PAGE = Path.of("docs/routes.md");

    @Test
    void theRouteMapShowsTheRoutesAsTheyAre() throws Exception {
        String page = page(RouteFiles.routes());
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    private static String page(List<RouteDefinition> routes) {
        StringBuilder page = new StringBuilder("""
                # Routes

                Made from `src/main/resources/routes` by `RouteMapTest`. One box is one file. The folders: `intake`, `dispatch`, `work`,
                `deliver` and `watch` are the way of a document and the roles of a process; `api` and `admin` answer requests.

                ```mermaid
                flowchart LR
                """);
        routes.stream()
                .map(RouteDefinition::getGroup)
                .distinct()
                .sorted()
                .forEach(group -> subgraph(page, group, routes));
        Set<String> edges = new LinkedHashSet<>();
        routes.forEach(route -> edges(edges, route));
        edges.forEach(edge -> page.append("  ").append(edge).append('\n'));
        page.append("```\n\n| Route | Group | What it does | On failure |\n| --- | --- | --- | --- |\n");
        routes.stream()
                .sorted(Comparator.comparing(RouteDefinition::getGroup).thenComparing(RouteDefinition::getRouteId))
                .forEach(route -> page.append("| [`%s`](../src/main/resources/routes/%s) | %s | %s | `%s` |\n"
                        .formatted(
                                route.getRouteId(),
                                RouteFiles.of(route),
                                route.getGroup(),
                                route.getDescriptionText(),
                                route.getRouteConfigurationId())));
        return page.toString();
    }

    private static void subgraph(StringBuilder page, String group, List<RouteDefinition> routes) {
        page.append("  subgraph ").append(group).append('\n');
        routes.stream()
                .filter(route -> route.getGroup().equals(group))
                .forEach(route -> page.append("    ").append(route.getRouteId()).append('\n'));
        page.append("  end\n");
    }

    private static void edges(Set<String> edges, RouteDefinition route) {
        String from = route.getInput().getEndpointUri();
        if (!from.startsWith("direct:")) {
            edges.add("%s([%s]) --> %s".formatted("in-" + route.getRouteId(), scheme(from), route.getRouteId()));
        }
        Collection<ToDefinition> steps =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class);
        steps.stream()
                .filter(step -> !step.getEndpointUri().equals(EVERY_REFUSAL))
                .forEach(step -> edges.add(edge(route, step.getEndpointUri(), "-->")));
        ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), WireTapDefinition.class)
                .forEach(step -> edges.add(edge(route, step.getUri(), "-.->")));
    }

    private static String edge(RouteDefinition route, String uri, String arrow) {
        return uri.startsWith("direct:")
                ? "%s %s %s".formatted(route.getRouteId(), arrow, uri.substring("direct:".length()))
                : "%s %s %s[(%s)]".formatted(route.getRouteId(), arrow, scheme(uri), scheme(uri));
    }

    private static String scheme(String uri) {
        return uri.substring(0, uri.indexOf(':'));
    }
}
