package io.dromedary.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.MetadataCondition;
import io.dromedary.index.MetadataCondition.AnyOf;
import io.dromedary.index.MetadataCondition.Numbers;
import io.dromedary.index.MetadataCondition.Times;
import io.dromedary.job.Metadata;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a question says about metadata: {@code {"draft": false}} for a value, {@code {"kind": ["a", "b"]}} for one
 * of several, {@code {"pages": {"from": 10, "before": 20}}} or {@code {"signed": {"from": "2026-01-31"}}} for a range
 * of numbers or times, of which either end may be missing.
 */
final class MetadataFilter {

    private static final int MAX_CONDITIONS = 16;
    private static final int MAX_VALUES = 100;

    private MetadataFilter() {}

    /** @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} */
    static List<MetadataCondition> conditions(@Nullable Map<String, JsonNode> filter) {
        if (filter == null) {
            return List.of();
        }
        if (filter.isEmpty() || filter.size() > MAX_CONDITIONS) {
            throw invalid("must have 1 to %d names".formatted(MAX_CONDITIONS));
        }
        return filter.entrySet().stream()
                .map(condition -> condition(condition.getKey(), condition.getValue()))
                .toList();
    }

    private static MetadataCondition condition(String name, JsonNode value) {
        if (value.isObject()) {
            return range(Metadata.name(name), value);
        }
        Set<String> values = new LinkedHashSet<>();
        if (value.isArray()) {
            value.forEach(one -> values.add(Metadata.value(one).toString()));
        } else {
            values.add(Metadata.value(value).toString());
        }
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            throw invalid("has 1 to %d values in a list".formatted(MAX_VALUES));
        }
        return new AnyOf(Metadata.name(name), values);
    }

    private static MetadataCondition range(String name, JsonNode range) {
        JsonNode from = range.get("from");
        JsonNode before = range.get("before");
        int ends = (from == null ? 0 : 1) + (before == null ? 0 : 1);
        if (ends == 0 || ends != range.size()) {
            throw invalid("has ranges with from, before, or both");
        }
        if ((from == null || from.isNumber()) && (before == null || before.isNumber())) {
            return new Numbers(name, number(from), number(before));
        }
        return new Times(name, time(from), time(before));
    }

    private static @Nullable BigDecimal number(@Nullable JsonNode number) {
        return number == null ? null : Metadata.value(number).decimalValue();
    }

    private static @Nullable Instant time(@Nullable JsonNode time) {
        if (time == null) {
            return null;
        }
        try {
            String text = time.asText();
            return text.length() > "2026-01-31".length()
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw invalid("has ranges of numbers, of days, or of dates and times of RFC 3339");
        }
    }

    private static Failure invalid(String rule) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, "filter.metadata " + rule);
    }
}
