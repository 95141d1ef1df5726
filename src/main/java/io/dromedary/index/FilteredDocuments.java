package io.dromedary.index;

import io.dromedary.index.MetadataCondition.AnyOf;
import io.dromedary.index.MetadataCondition.Numbers;
import io.dromedary.index.MetadataCondition.Times;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the documents that a filter lets through. */
@Component
public class FilteredDocuments {

    private final JdbcClient jdbc;

    FilteredDocuments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The documents that meet the filter; null for all of the tenant. Uses the unique key of document for those of the
     * tenant, and looks at each.
     */
    public @Nullable Set<UUID> matching(UUID tenantId, DocumentFilter filter) {
        if (!filter.needsLookup()) {
            return filter.documentIds().isEmpty() ? null : filter.documentIds();
        }
        Conditions conditions = new Conditions(tenantId);
        conditions.oneOf("d.id", filter.documentIds().toArray(UUID[]::new));
        conditions.oneOf("d.external_id", filter.externalIds().toArray(String[]::new));
        conditions.oneOf("v.media_type", filter.mediaTypes().toArray(String[]::new));
        conditions.between("v.created_at", time(filter.uploadedFrom()), time(filter.uploadedBefore()));
        filter.metadata().forEach(conditions::metadata);
        return jdbc.sql("""
                        select d.id
                        from document d join document_version v on v.document_id = d.id and v.version = d.current_version
                        where %s""".formatted(conditions.sql()))
                .params(conditions.params)
                .query(UUID.class)
                .set();
    }

    private static @Nullable Object time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Nothing of the filter becomes SQL: it decides which conditions there are, and its values are parameters. */
    private static final class Conditions {

        private final List<String> conditions = new ArrayList<>(List.of("d.tenant_id = :p0"));
        private final Map<String, Object> params = new HashMap<>();

        Conditions(UUID tenantId) {
            params.put("p0", tenantId);
        }

        String sql() {
            return String.join(" and ", conditions);
        }

        private String param(Object value) {
            String name = "p" + params.size();
            params.put(name, value);
            return ":" + name;
        }

        void oneOf(String value, Object[] values) {
            if (values.length > 0) {
                conditions.add("%s = any (%s)".formatted(value, param(values)));
            }
        }

        void between(String value, @Nullable Object from, @Nullable Object before) {
            if (from != null) {
                conditions.add("%s >= %s".formatted(value, param(from)));
            }
            if (before != null) {
                conditions.add("%s < %s".formatted(value, param(before)));
            }
        }

        void metadata(MetadataCondition condition) {
            String value = "(v.metadata -> %s)".formatted(param(condition.name()));
            if (condition instanceof AnyOf any) {
                String values = param(any.values().toArray(String[]::new));
                conditions.add("%s = any (cast(%s as jsonb[]))".formatted(value, values));
            } else if (condition instanceof Numbers numbers) {
                String number =
                        "case when jsonb_typeof(%1$s) = 'number' then cast(%1$s as numeric) end".formatted(value);
                between(number, numbers.from(), numbers.before());
            } else if (condition instanceof Times times) {
                between("metadata_time(%s)".formatted(value), time(times.from()), time(times.before()));
            }
        }
    }
}
