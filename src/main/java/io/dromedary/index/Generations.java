package io.dromedary.index;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The generations that the ledger keeps. Which of them is active, a search reads in its own snapshot; whoever publishes
 * holds it still, so that there is no document that came between. Thread-safe.
 */
@Component
public class Generations {

    private static final String KEPT = """
            select g.id, g.model_id, m.dimensions, g.chunking
            from generation g join embedding_model m on m.id = g.model_id
            where not g.dropped""";

    private final JdbcClient jdbc;

    Generations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The one that searches read; uses the index generation_active. */
    public Generation active() {
        return jdbc.sql(KEPT + " and g.active").query((row, n) -> of(row)).single();
    }

    /** Those that are not dropped, the oldest first: one, or two. */
    public List<Generation> kept() {
        return jdbc.sql(KEPT + " order by g.id").query((row, n) -> of(row)).list();
    }

    /** The one that searches read. */
    int activeId() {
        return jdbc.sql("select id from generation where active")
                .query(Integer.class)
                .single();
    }

    /** Those that are not dropped. */
    List<Integer> keptIds() {
        return jdbc.sql("select id from generation where not dropped order by id")
                .query(Integer.class)
                .list();
    }

    /** One of those that are not dropped; uses the primary key. */
    public Optional<Generation> find(int id) {
        return jdbc.sql(KEPT + " and g.id = :id")
                .param("id", id)
                .query((row, n) -> of(row))
                .optional();
    }

    private static Generation of(ResultSet row) throws SQLException {
        return new Generation(
                row.getInt("id"),
                new EmbeddingSpace(row.getInt("model_id"), row.getInt("dimensions")),
                row.getString("chunking"));
    }

    /** Until the end of the transaction none is made, activated or dropped. Many may hold them still at once. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void holdStill() {
        jdbc.sql("select pg_advisory_xact_lock_shared(hashtext('generation'), hashtext(current_schema()))")
                .query()
                .singleRow();
    }

    /** Waits for whoever publishes, and keeps others from it until the end of the transaction. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void holdAlone() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('generation'), hashtext(current_schema()))")
                .query()
                .singleRow();
    }

    /**
     * Says of the active generation what this process makes its index by, when nobody has yet, or when a process makes
     * the only one by something else than before: then what is there keeps its chunks and vectors, which are not
     * comparable with new ones.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void describeActive(EmbeddingSpace space, String chunking) {
        jdbc.sql("update generation set model_id = :model, chunking = :chunking where active")
                .param("model", space.id())
                .param("chunking", chunking)
                .update();
    }

    /** Whether somebody has said yet what made the active one. */
    public boolean activeIsDescribed() {
        return jdbc.sql("select model_id is not null from generation where active")
                .query(Boolean.class)
                .single();
    }
}
