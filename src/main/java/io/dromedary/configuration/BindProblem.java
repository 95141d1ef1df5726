package io.dromedary.configuration;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says what is wrong with a key, without its value. */
final class BindProblem {

    private static final Map<Class<?>, String> KINDS = Map.of(
            Boolean.class, "true or false",
            boolean.class, "true or false",
            Duration.class, "a duration like 30s",
            DataSize.class, "a size like 10MB",
            Integer.class, "a whole number",
            int.class, "a whole number",
            double.class, "a number",
            BigDecimal.class, "a number",
            URI.class, "a URI");

    /** Records name the value in round brackets behind its key. */
    private static final Pattern VALUE =
            Pattern.compile("(?s)(?<key>dromedary\\.[a-z0-9.-]+) \\(.*?\\)(?= must| cannot|$)");

    private BindProblem() {}

    static String of(BindException e) {
        Throwable cause = e.getCause();
        if (cause instanceof UnboundConfigurationPropertiesException unbound) {
            return unbound.getUnboundProperties().stream()
                            .map(property -> property.getName().toString())
                            .collect(Collectors.joining(", "))
                    + " is not known";
        }
        if (cause instanceof BindValidationException invalid) {
            return invalid.getValidationErrors().getAllErrors().stream()
                    .map(error -> "%s.%s %s".formatted(e.getName(), field(error), error.getDefaultMessage()))
                    .collect(Collectors.joining(", "));
        }
        return causes(e)
                .flatMap(one -> named(one).stream())
                .findFirst()
                .orElse("%s must be %s".formatted(e.getName(), kind(e)));
    }

    /** A failure and what led to it. */
    static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /** What a record said of its own accord, or a bean of a rule between two. */
    static Optional<String> named(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof IllegalArgumentException && message.matches("(?s)(dromedary\\.|DROMEDARY_).*")
                ? Optional.of(VALUE.matcher(message).replaceAll("${key}"))
                : Optional.empty();
    }

    private static String field(ObjectError error) {
        return error instanceof FieldError field ? DataObjectPropertyName.toDashedForm(field.getField()) : "";
    }

    private static String kind(BindException e) {
        ResolvableType target = e.getTarget().getType();
        boolean many = Collection.class.isAssignableFrom(target.resolve(Object.class));
        Class<?> type = (many ? target.asCollection().getGeneric() : target).resolve(Object.class);
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(", ", many ? "some of " : "one of ", ""));
        }
        String kind = KINDS.getOrDefault(type, "of another form");
        return many ? kind + ", or several joined by commas" : kind;
    }
}
