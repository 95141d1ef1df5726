package io.dromedary.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

class RouteFinderTest {

    private static final String ALL = "classpath:routes/**/*.camel.yaml";

    private final GenericApplicationContext context = new GenericApplicationContext();

    @Test
    void findsEveryFile() throws Exception {
        List<String> files = RouteFiles.all().stream()
                .map(file -> "classpath:routes/" + RouteFiles.FOLDER.relativize(file))
                .toList();
        assertThat(find(null, ALL)).extracting(Resource::getLocation).containsExactlyInAnyOrderElementsOf(files);
        assertThat(find(null, ALL)).allMatch(Resource::exists);
    }

    @Test
    void findsOnlyWhatIsAskedFor() {
        assertThat(find(
                        "classpath:routes/work/extract-page.camel.yaml,classpath:routes/work/pass-*",
                        "classpath:routes/work/*.camel.yaml, classpath:routes/errors.camel.yaml"))
                .extracting(Resource::getLocation)
                .contains("classpath:routes/errors.camel.yaml", "classpath:routes/work/open-document.camel.yaml")
                .doesNotContain(
                        "classpath:routes/work/extract-page.camel.yaml",
                        "classpath:routes/work/pass-chunks.camel.yaml",
                        "classpath:routes/api/find-job.camel.yaml");
    }

    private Collection<Resource> find(@Nullable String exclude, String include) {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            return new RouteFinder(context).findRouteResourcesFromDirectory(camel, exclude, include);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
