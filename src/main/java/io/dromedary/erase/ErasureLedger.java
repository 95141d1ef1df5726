package io.dromedary.erase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the records of erasures, which outlive what was erased. */
@Component
class ErasureLedger {

    private static final String SELECT = """
            select id, tenant_id, subject, subject_id, actor, erased_at, jobs, objects, removed from erasure
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    ErasureLedger(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Enters the erasure, and tells its time. */
    Instant enter(Erasure erasure, byte @Nullable [] nameHash) {
        return jdbc.sql("""
                        insert into erasure (id, tenant_id, subject, subject_id, name_hash, actor, jobs, objects, removed)
                        values (:id, :tenant, :subject, :subjectId, :nameHash, :actor, :jobs, :objects,
                                cast(:removed as jsonb))
                        returning erased_at""")
                .param("id", erasure.id())
                .param("tenant", erasure.tenantId())
                .param("subject", erasure.subject().code())
                .param("subjectId", erasure.subjectId())
                .param("nameHash", nameHash, Types.BINARY)
                .param("actor", erasure.actor().code())
                .param("jobs", erasure.jobs().toArray(UUID[]::new))
                .param("objects", erasure.objects().toArray(String[]::new))
                .param("removed", write(erasure.removed()))
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
    }

    /** Forgets what documents of a tenant were called; uses the index erasure_name. */
    void forgetNames(UUID tenantId) {
        jdbc.sql("update erasure set name_hash = null where tenant_id = :tenant and name_hash is not null")
                .param("tenant", tenantId)
                .update();
    }

    Optional<Erasure> find(UUID id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id)
                .query((row, n) -> erasure(row))
                .optional();
    }

    /** The erasure of a document; uses the unique key. */
    Optional<Erasure> ofDocument(UUID tenantId, UUID documentId) {
        return jdbc.sql(SELECT + "where subject_id = :document and tenant_id = :tenant")
                .param("document", documentId)
                .param("tenant", tenantId)
                .query((row, n) -> erasure(row))
                .optional();
    }

    /** The latest erasure of a document of that name; uses the index erasure_name. */
    Optional<Erasure> ofName(UUID tenantId, byte[] nameHash) {
        return jdbc.sql(SELECT + """
                        where tenant_id = :tenant and name_hash = :nameHash order by erased_at desc limit 1""")
                .param("tenant", tenantId)
                .param("nameHash", nameHash)
                .query((row, n) -> erasure(row))
                .optional();
    }

    private Erasure erasure(ResultSet row) throws SQLException {
        return new Erasure(
                row.getObject("id", UUID.class),
                row.getObject("tenant_id", UUID.class),
                Subject.of(row.getString("subject")),
                row.getObject("subject_id", UUID.class),
                Actor.of(row.getString("actor")),
                row.getTimestamp("erased_at").toInstant(),
                List.of((UUID[]) row.getArray("jobs").getArray()),
                List.of((String[]) row.getArray("objects").getArray()),
                read(row.getString("removed")));
    }

    private String write(Map<String, Long> removed) {
        try {
            return json.writeValueAsString(removed);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Long> read(String removed) {
        try {
            return json.readValue(removed, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The ledger holds an erasure that cannot be read", e);
        }
    }
}
