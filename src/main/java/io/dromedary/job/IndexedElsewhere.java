package io.dromedary.job;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * In which generations, besides the one that it works for, an attempt has indexed its whole document. Every attempt
 * begins with none. Thread-safe.
 */
@Component
public class IndexedElsewhere {

    private final JdbcClient jdbc;

    IndexedElsewhere(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds one; the caller holds the job. */
    public void add(Claim claim, int generation) {
        jdbc.sql("update job set indexed_in = indexed_in || cast(:generation as smallint) where id = :job")
                .param("generation", generation)
                .param("job", claim.jobId())
                .update();
    }

    /** Those of the present attempt. */
    public List<Integer> of(Claim claim) {
        return jdbc.sql("select unnest(indexed_in) from job where id = :job")
                .param("job", claim.jobId())
                .query(Integer.class)
                .list();
    }
}
