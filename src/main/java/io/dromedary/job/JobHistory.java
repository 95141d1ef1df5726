package io.dromedary.job;

import io.dromedary.ledger.AcrossTenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what happened to jobs, for any number of readers at once. */
@Component
public class JobHistory {

    private final JdbcClient jdbc;

    JobHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a reader asks for.
     *
     * @param after the id of the last event that the reader has
     */
    public record Question(UUID tenantId, UUID jobId, long after) {

        /** For a reader who wants to know how the job stands and nothing of the way there. */
        public static Question withoutEvents(UUID tenantId, UUID jobId) {
            return new Question(tenantId, jobId, Long.MAX_VALUE);
        }

        /** The same question when the reader has one more event. */
        public Question since(JobEvent last) {
            return new Question(tenantId, jobId, last.id());
        }
    }

    /** The news of one job; null for an unknown id and for another tenant's job alike. */
    public @Nullable JobNews news(Question question) {
        return news(List.of(question)).get(0);
    }

    /**
     * Answers every question by one statement, which uses the primary key and the index {@code job_event_job}. No event
     * is passed over by asking after the last one: an event takes its number while its transaction holds the row of the
     * job, so the events of one job become visible in the order of their numbers.
     *
     * @return by the place of the question in the list; nothing for an unknown id and for another tenant's job alike
     */
    @AcrossTenants
    public Map<Integer, JobNews> news(List<Question> questions) {
        Map<Integer, JobNews> answers = new HashMap<>();
        rows(questions).forEach(row -> {
            JobNews news = answers.computeIfAbsent(row.place, place -> row.state);
            if (row.event != null) {
                news.events().add(row.event);
            }
        });
        return answers;
    }

    private record Row(int place, JobNews state, @Nullable JobEvent event) {}

    private List<Row> rows(List<Question> questions) {
        return jdbc.sql("""
                        select q.place, job.status, job.stage, job.attempt, job.pages, job.chunks, job.tokens,
                               e.id as event_id, e.at, e.status as event_status, e.attempt as event_attempt, e.cause
                        from unnest(:tenants, :jobs, :after) with ordinality as q (tenant_id, job_id, after, place)
                        join job on job.id = q.job_id and job.tenant_id = q.tenant_id
                        left join job_event e on e.job_id = job.id and e.id > q.after
                        order by q.place, e.id""")
                .param("tenants", questions.stream().map(Question::tenantId).toArray(UUID[]::new))
                .param("jobs", questions.stream().map(Question::jobId).toArray(UUID[]::new))
                .param("after", questions.stream().map(Question::after).toArray(Long[]::new))
                .query((row, n) -> new Row(row.getInt("place") - 1, state(row), event(row)))
                .list();
    }

    private static JobNews state(ResultSet row) throws SQLException {
        return new JobNews(
                JobStatus.of(row.getString("status")),
                row.getString("stage"),
                row.getInt("attempt"),
                new Progress(row.getInt("pages"), row.getInt("chunks"), row.getLong("tokens")),
                new ArrayList<>());
    }

    private static @Nullable JobEvent event(ResultSet row) throws SQLException {
        return row.getObject("event_id") == null
                ? null
                : new JobEvent(
                        row.getLong("event_id"),
                        row.getTimestamp("at").toInstant(),
                        JobStatus.of(row.getString("event_status")),
                        row.getInt("event_attempt"),
                        row.getString("cause"));
    }
}
