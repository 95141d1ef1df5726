package io.dromedary.job;

import java.math.BigDecimal;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What embedding took: for each job, and for each tenant and day, which outlives the jobs. Thread-safe. */
@Component
public class EmbeddingUse {

    private final JdbcClient jdbc;

    EmbeddingUse(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One batch.
     *
     * @param tokens that the model read
     * @param cost of them
     * @param refused the ordinals of chunks that the provider would not embed
     */
    public record Batch(long tokens, BigDecimal cost, List<Integer> refused) {}

    /** Counts what a batch took, also of an attempt that is over: it was paid for. */
    public void record(Claim claim, int modelId, Batch batch) {
        jdbc.sql("""
                        with counted as (
                            update job set embedded_tokens = embedded_tokens + :tokens,
                                           embedding_cost = embedding_cost + :cost,
                                           unembedded_chunks = unembedded_chunks || :refused::integer[]
                            where id = :job)
                        insert into embedding_use (tenant_id, day, model_id, tokens, cost)
                        values (:tenant, (now() at time zone 'UTC')::date, :model, :tokens, :cost)
                        on conflict (tenant_id, day, model_id) do update
                        set tokens = embedding_use.tokens + excluded.tokens, cost = embedding_use.cost + excluded.cost""")
                .param("job", claim.jobId())
                .param("tenant", claim.tenantId())
                .param("model", modelId)
                .param("tokens", batch.tokens)
                .param("cost", batch.cost)
                .param("refused", batch.refused.toArray(Integer[]::new), Types.ARRAY)
                .update();
    }

    /** Counts what an index took that no job waits for. */
    public void record(UUID tenantId, int modelId, Batch batch) {
        jdbc.sql("""
                        insert into embedding_use (tenant_id, day, model_id, tokens, cost)
                        values (:tenant, (now() at time zone 'UTC')::date, :model, :tokens, :cost)
                        on conflict (tenant_id, day, model_id) do update
                        set tokens = embedding_use.tokens + excluded.tokens, cost = embedding_use.cost + excluded.cost""")
                .param("tenant", tenantId)
                .param("model", modelId)
                .param("tokens", batch.tokens)
                .param("cost", batch.cost)
                .update();
    }

    /** The chunks of the present attempt that the provider refused, by ordinal. */
    public List<Integer> unembedded(Claim claim) {
        return jdbc.sql(
                        "select distinct unnest(unembedded_chunks) as ordinal from job where id = :job order by ordinal")
                .param("job", claim.jobId())
                .query(Integer.class)
                .list();
    }
}
