package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RemoveHeadersDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;

/** What every route file must be. */
class RouteConventionsTest {

    private static final int MAX_LINES = 75;
    private static final int MAX_HEAD_LINES = 8;

    @Test
    void everyRouteKeepsTheConventionsThatAnOperatorsMustKeep() throws Exception {
        assertThat(RouteFiles.routes())
                .isNotEmpty()
                .allSatisfy(route -> assertThat(RouteConventions.violations(route, fileName(route)))
                        .as(route.getRouteId())
                        .isEmpty());
    }

    private static String fileName(RouteDefinition route) {
        return RouteFiles.of(route).getFileName().toString();
    }

    /** Without those that the route configuration brings along. */
    private static List<ProcessorDefinition<?>> steps(RouteDefinition route) {
        return route.getOutputs().stream()
                .filter(step -> !(step instanceof OnExceptionDefinition || step instanceof OnCompletionDefinition))
                .toList();
    }

    @Test
    void aPartOfAnotherRouteLeavesFailuresToItsCaller() throws Exception {
        assertThat(RouteFiles.routes().stream()
                        .filter(route -> route.getInput().getEndpointUri().startsWith("direct:"))
                        .filter(route -> !route.getRouteId().equals("report-progress")))
                .isNotEmpty()
                .allSatisfy(route -> assertThat(route.getRouteConfigurationId()).isEqualTo("caller-handles-errors"));
    }

    /** Camel refuses to start otherwise, but only once both routes are there. */
    @Test
    void noTwoStepsHaveTheSameId() throws Exception {
        assertThat(RouteFiles.routes().stream()
                        .flatMap(route ->
                                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), BeanDefinition.class)
                                        .stream())
                        .map(BeanDefinition::getId))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @Test
    void everyFileBeginsWithAShortCommentAndStaysShort() throws Exception {
        assertThat(RouteFiles.all()).allSatisfy(file -> {
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.get(0)).startsWith("# ");
            assertThat(lines.stream().takeWhile(line -> line.startsWith("#")).count())
                    .isLessThanOrEqualTo(MAX_HEAD_LINES);
            assertThat(lines).hasSizeLessThanOrEqualTo(MAX_LINES);
        });
    }

    @Test
    void endpointOptionsAreParametersAndNumbersAreNumbers() throws Exception {
        Pattern query = Pattern.compile("uri: \\S+\\?\\S+=");
        assertThat(RouteFiles.all()).allSatisfy(file -> assertThat(text(file)).doesNotContainPattern(query));
    }

    private static String text(Path file) throws Exception {
        return Files.readString(file);
    }

    /**
     * CVE-2026-78164 and CVE-2026-85251: a producer of camel-http takes its URL from a header, and may follow
     * redirects. One route has one; it lets no header in, and its client follows nothing.
     */
    @Test
    void oneRouteCallsOutOverHttpThroughTheGuard() throws Exception {
        assertThat(RouteFiles.all().stream().filter(file -> callsOut(file)))
                .singleElement()
                .satisfies(file -> assertThat(text(file)).contains("httpClient: \"#guardedHttpClient\""));
        assertThat(RouteFiles.routes().stream()
                        .filter(route -> route.getRouteId().equals("post-webhook")))
                .singleElement()
                .satisfies(route -> assertThat(steps(route).get(0))
                        .isInstanceOfSatisfying(
                                RemoveHeadersDefinition.class,
                                first -> assertThat(first.getPattern()).isEqualTo("*")));
    }

    private static boolean callsOut(Path file) {
        try {
            return Pattern.compile("(uri|toD): \"?https?:").matcher(text(file)).find();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** CVE-2026-95664: the producer of camel-aws2-s3 evaluates this header. */
    @Test
    void theKeyOfAnObjectComesFromTheLedgerAlone() throws Exception {
        assertThat(RouteFiles.all()).allSatisfy(file -> {
            List<String> lines = Files.readAllLines(file);
            for (int line = 0; line < lines.size(); line++) {
                if (lines.get(line).contains("CamelAwsS3Key")) {
                    assertThat(lines.get(line + 3).strip())
                            .matches("expression: \\$\\{variable\\.(claim|cancelled)\\.objectKey}");
                }
            }
        });
    }
}
