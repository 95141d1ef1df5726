package io.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

class ConfigurationPageTest {

    @Test
    void explainsEveryKey() throws IOException {
        String page = Files.readString(Path.of("docs/configuration.md"));
        List<String> keys = keys().toList();
        assertThat(keys).contains("dromedary.job.hand-over", "dromedary.store.bucket");
        assertThat(keys).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    private static Stream<String> keys() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("io.dromedary").stream()
                .map(BeanDefinition::getBeanClassName)
                .map(name -> ClassUtils.resolveClassName(Objects.requireNonNull(name), null))
                .flatMap(ConfigurationPageTest::keys);
    }

    private static Stream<String> keys(Class<?> properties) {
        assertThat(properties.isRecord()).as(properties.getName()).isTrue();
        String prefix = properties.getAnnotation(ConfigurationProperties.class).prefix();
        return Stream.of(properties.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> prefix + "." + kebab(name));
    }

    private static String kebab(String name) {
        String words = name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
        return ConfigurationPropertyName.of(words).toString();
    }
}
