package io.dromedary.job;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lists the jobs of a tenant, newest first and without their places in the line. Thread-safe. */
@Component
public class JobList {

    private final JdbcClient jdbc;
    private final JobViews views;

    JobList(JdbcClient jdbc, JobViews views) {
        this.jdbc = jdbc;
        this.views = views;
    }

    /**
     * Reads one page; uses the index {@code job_listing}, or {@code job_version} for a document. A job that was there
     * when the first page was read is on exactly one of the pages, whatever is accepted meanwhile.
     */
    public JobPage page(UUID tenantId, JobFilter filter) {
        Map<String, Object> params = new HashMap<>();
        params.put("tenant", tenantId);
        params.put("limit", filter.limit() + 1);
        String where = String.join(" and ", conditions(filter, params));
        List<JobView> jobs = jdbc.sql("""
                        select id, document_id, status, stage, attempt, pages, chunks, tokens, embedded_tokens,
                               embedding_cost, error_code, error_detail, created_at, started_at, finished_at,
                               case when handed_at is null then due_at end as due_at,
                               (select filename from document_version v
                                where v.document_id = job.document_id and v.version = job.version) as filename
                        from job where %s
                        order by created_at desc, id desc limit :limit""".formatted(where)).params(params).query().listOfRows().stream()
                .map(views::of)
                .toList();
        return cut(jobs, filter.limit());
    }

    /** Nothing of the request becomes SQL: it only decides which of these conditions apply. */
    private static List<String> conditions(JobFilter filter, Map<String, Object> params) {
        List<String> conditions = new ArrayList<>();
        conditions.add("tenant_id = :tenant");
        if (!filter.statuses().isEmpty()) {
            conditions.add("status in (:statuses)");
            params.put(
                    "statuses", filter.statuses().stream().map(JobStatus::code).toList());
        }
        if (filter.documentId() != null) {
            conditions.add("document_id = :document");
            params.put("document", filter.documentId());
        }
        if (filter.createdAfter() != null) {
            conditions.add("created_at > :since");
            params.put("since", Timestamp.from(filter.createdAfter()));
        }
        if (filter.after() != null) {
            conditions.add("(created_at, id) < (:at, :id)");
            params.put("at", Timestamp.from(filter.after().createdAt()));
            params.put("id", filter.after().id());
        }
        return conditions;
    }

    /** One row more than asked for tells whether there is another page. */
    private static JobPage cut(List<JobView> jobs, int limit) {
        if (jobs.size() <= limit) {
            return new JobPage(jobs, null);
        }
        JobView last = jobs.get(limit - 1);
        return new JobPage(jobs.subList(0, limit), new ListCursor(last.createdAt(), last.jobId()).encode());
    }
}
