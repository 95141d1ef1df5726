package io.dromedary.configuration;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Tells the person at the console in one line why the service does not start, instead of a page or a stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationReport implements SpringBootExceptionReporter {

    private static final Logger LOG = LoggerFactory.getLogger("io.dromedary.Dromedary");

    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> problem = BindProblem.causes(failure)
                .flatMap(cause -> problem(cause).stream())
                .findFirst();
        problem.ifPresent(line -> LOG.error("Cannot start: {}", line));
        return problem.isPresent();
    }

    private static Optional<String> problem(Throwable cause) {
        return cause instanceof ConfigurationException mistake
                ? Optional.of("%s. %s".formatted(mistake.getMessage(), mistake.action()))
                : BindProblem.named(cause);
    }
}
