package io.dromedary.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells whether a job is over, for those who wait for it. */
@Component
public class EndedJobs {

    private final JdbcClient jdbc;
    private final JobViews views;

    EndedJobs(JdbcClient jdbc, JobViews views) {
        this.jdbc = jdbc;
        this.views = views;
    }

    /** The job as it ended, or null while it has not. */
    public @Nullable JobView find(UUID tenantId, UUID jobId) {
        return jdbc.sql("""
                        select id, document_id, status, stage, attempt, pages, chunks, tokens, error_code, error_detail
                        from job where id = :job and tenant_id = :tenant and due_at is null""").param("job", jobId).param("tenant", tenantId).query().listOfRows().stream()
                .findFirst()
                .map(views::of)
                .orElse(null);
    }
}
