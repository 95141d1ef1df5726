package io.dromedary.erase;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts what the ledger has of a document or a tenant. It asks the catalogue for the tables that have a column
 * {@code document_id}, {@code job_id} or {@code tenant_id}, and follows the references that delete with them, so a
 * table that a later release adds is not forgotten.
 */
@Component
class Belongings {

    private static final String DOCUMENT = "document_id";
    private static final String JOB = "job_id";
    private static final String TENANT = "tenant_id";

    /** What outlives the erased, on purpose: the record of the erasure, work that is still to be done, the audit. */
    private static final Set<String> OUTLIVE = Set.of("erasure", "object_removal", "audit_record");

    private final JdbcClient jdbc;

    Belongings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Rows by table, those without any too. */
    Map<String, Long> ofDocument(UUID documentId, List<UUID> jobs) {
        Map<String, String> conditions = new TreeMap<>();
        columns(Set.of(DOCUMENT, JOB)).forEach((table, columns) -> {
            List<String> any = new ArrayList<>();
            if (columns.contains(DOCUMENT)) {
                any.add(DOCUMENT + " = :document");
            }
            if (columns.contains(JOB)) {
                any.add(JOB + " = any (:jobs)");
            }
            conditions.put(table, String.join(" or ", any));
        });
        conditions.put("document", "id = :document");
        addDependents(conditions);
        return count(conditions, Map.of("document", documentId, "jobs", jobs.toArray(UUID[]::new)));
    }

    /** Tables that have neither column, but whose rows go with those of a table that has. */
    private void addDependents(Map<String, String> conditions) {
        List<Dependent> dependents = jdbc.sql("""
                        select conrelid::regclass::text as child, own.attname as own_column,
                               confrelid::regclass::text as parent, other.attname as other_column
                        from pg_constraint
                        join pg_attribute own on own.attrelid = conrelid and own.attnum = conkey[1]
                        join pg_attribute other on other.attrelid = confrelid and other.attnum = confkey[1]
                        where contype = 'f' and confdeltype = 'c' and cardinality(conkey) = 1
                          and connamespace = current_schema()::regnamespace""").query(Dependent.class).list();
        int before;
        do {
            before = conditions.size();
            for (Dependent dependent : dependents) {
                String ofParent = conditions.get(dependent.parent);
                if (ofParent != null) {
                    conditions.putIfAbsent(dependent.child, dependent.within(ofParent));
                }
            }
        } while (conditions.size() > before);
    }

    private record Dependent(String child, String ownColumn, String parent, String otherColumn) {

        String within(String ofParent) {
            return "%s in (select %s from %s where %s)".formatted(ownColumn, otherColumn, parent, ofParent);
        }
    }

    /** Rows by table, those without any too. */
    Map<String, Long> ofTenant(UUID tenantId) {
        Map<String, String> conditions = new TreeMap<>();
        columns(Set.of(TENANT)).keySet().forEach(table -> conditions.put(table, TENANT + " = :tenant"));
        conditions.put("tenant", "id = :tenant");
        return count(conditions, Map.of("tenant", tenantId));
    }

    /** The names come from the catalogue, and nothing of a request becomes SQL. */
    private Map<String, Long> count(Map<String, String> conditions, Map<String, Object> params) {
        String union = conditions.entrySet().stream()
                .map(table -> "select '%1$s' as name, count(*) as found from %1$s where %2$s"
                        .formatted(table.getKey(), table.getValue()))
                .collect(Collectors.joining(" union all "));
        Map<String, Long> counts = new TreeMap<>();
        jdbc.sql(union).params(params).query(row -> {
            counts.put(row.getString("name"), row.getLong("found"));
        });
        return counts;
    }

    private Map<String, Set<String>> columns(Set<String> wanted) {
        Map<String, Set<String>> columns = new TreeMap<>();
        jdbc.sql("""
                        select c.oid::regclass::text as name, a.attname
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                          and not c.relispartition and not a.attisdropped and a.attname in (:wanted)""").param("wanted", wanted).query(row -> {
            if (!OUTLIVE.contains(row.getString("name"))) {
                columns.computeIfAbsent(row.getString("name"), table -> new HashSet<>())
                        .add(row.getString("attname"));
            }
        });
        return columns;
    }

    /** Removes all rows of a tenant, those that refer to others first. */
    void removeOfTenant(UUID tenantId) {
        for (String table : childrenFirst(columns(Set.of(TENANT)).keySet())) {
            jdbc.sql("delete from %s where tenant_id = :tenant".formatted(table))
                    .param("tenant", tenantId)
                    .update();
        }
        jdbc.sql("delete from tenant where id = :tenant")
                .param("tenant", tenantId)
                .update();
    }

    private List<String> childrenFirst(Set<String> tables) {
        List<Reference> references = jdbc.sql("""
                        select conrelid::regclass::text as child, confrelid::regclass::text as parent
                        from pg_constraint where contype = 'f' and conrelid <> confrelid""").query(Reference.class).list();
        List<String> left = new ArrayList<>(tables);
        List<String> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            String next = left.stream()
                    .filter(table -> references.stream()
                            .noneMatch(reference -> reference.parent.equals(table) && left.contains(reference.child)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Tables refer to each other in a circle: " + left));
            left.remove(next);
            ordered.add(next);
        }
        return ordered;
    }

    private record Reference(String child, String parent) {}
}
