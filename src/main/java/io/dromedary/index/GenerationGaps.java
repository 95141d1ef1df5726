package io.dromedary.index;

import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What generations lack of what is published: a queue of documents, from which any process takes one after the other.
 * Thread-safe.
 */
@Component
public class GenerationGaps {

    private final JdbcClient jdbc;

    GenerationGaps(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A document that a generation lacks.
     *
     * @param tries how often it was taken, this time included
     */
    public record Gap(int generation, UUID documentId, UUID tenantId, int tries) {}

    /** Notes that the generation lacks what readers see of the document now. */
    void open(DocumentVersion document, int generation) {
        jdbc.sql("""
                        insert into generation_gap (generation_id, document_id, tenant_id)
                        values (:generation, :document, :tenant)
                        on conflict (generation_id, document_id) do update
                        set due_at = now(), tries = 0, error_code = null""")
                .param("generation", generation)
                .param("document", document.documentId())
                .param("tenant", document.tenantId())
                .update();
    }

    /** Notes that it does not lack it any more; uses the primary key. */
    void close(DocumentVersion document, int generation) {
        jdbc.sql("delete from generation_gap where generation_id = :generation and document_id = :document")
                .param("generation", generation)
                .param("document", document.documentId())
                .update();
    }

    /** Notes all that is published. Waits for whoever erases a document at this moment. */
    public int openAll(int generation) {
        return jdbc.sql("""
                        insert into generation_gap (generation_id, document_id, tenant_id)
                        select :generation, id, tenant_id from document
                        where current_version is not null order by id for key share""").param("generation", generation).update();
    }

    /**
     * Takes the one that has waited longest, for as long as the lease. Materialized, for a plan that looks for the next
     * one again and again would pass over those that it has locked and take them all. Uses the index
     * generation_gap_due.
     *
     * @param generations of which one is wanted
     */
    public Optional<Gap> take(List<Integer> generations, Duration lease) {
        return jdbc.sql("""
                        with next as materialized (
                            select generation_id, document_id from generation_gap
                            where generation_id = any (:generations) and due_at <= now()
                            order by due_at limit 1 for update skip locked)
                        update generation_gap gap
                        set due_at = now() + make_interval(secs => :lease), tries = tries + 1
                        from next
                        where gap.generation_id = next.generation_id and gap.document_id = next.document_id
                        returning gap.generation_id, gap.document_id, gap.tenant_id, gap.tries""")
                .param("generations", generations.toArray(Integer[]::new))
                .param("lease", lease.toMillis() / 1000.0)
                .query((row, n) -> new Gap(
                        row.getInt("generation_id"),
                        row.getObject("document_id", UUID.class),
                        row.getObject("tenant_id", UUID.class),
                        row.getInt("tries")))
                .optional();
    }

    /** Prolongs the lease; false when there is no such gap any more. */
    public boolean renew(Gap gap, Duration lease) {
        return put(gap, lease, null);
    }

    /**
     * Gives it back, to be taken again after a while.
     *
     * @param errorCode why it could not be filled; null when that is not the fault of the document
     */
    public void giveBack(Gap gap, Duration pause, @Nullable String errorCode) {
        put(gap, pause, errorCode);
    }

    private boolean put(Gap gap, Duration away, @Nullable String errorCode) {
        return jdbc.sql("""
                        update generation_gap
                        set due_at = now() + make_interval(secs => :away), error_code = coalesce(:error, error_code)
                        where generation_id = :generation and document_id = :document""")
                        .param("away", away.toMillis() / 1000.0)
                        .param("error", errorCode, Types.VARCHAR)
                        .param("generation", gap.generation())
                        .param("document", gap.documentId())
                        .update()
                > 0;
    }

    /** How many documents the generation lacks; uses the index generation_gap_due alone. */
    public long count(int generation) {
        return jdbc.sql("select count(*) from generation_gap where generation_id = :generation")
                .param("generation", generation)
                .query(Long.class)
                .single();
    }
}
