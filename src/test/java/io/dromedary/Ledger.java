package io.dromedary;

import io.dromedary.job.Accepted;
import io.dromedary.job.Claim;
import io.dromedary.job.DueJobs;
import io.dromedary.job.Jobs;
import io.dromedary.job.Leases;
import io.dromedary.job.NewJob;
import io.dromedary.job.Priority;
import java.nio.charset.StandardCharsets;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Fills the ledger for tests, and reads it past the beans. */
public class Ledger {

    private final JdbcClient jdbc;
    private final Jobs jobs;
    private final DueJobs dueJobs;
    private final Leases leases;

    Ledger(JdbcClient jdbc, Jobs jobs, DueJobs dueJobs, Leases leases) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.dueJobs = dueJobs;
        this.leases = leases;
    }

    public UUID newTenant() {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into tenant (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", id.toString())
                .update();
        return id;
    }

    public void share(UUID tenant, int weight, @Nullable Integer maxInWork) {
        jdbc.sql("update tenant set weight = ?, max_in_work = ? where id = ?")
                .param(1, weight)
                .param(2, maxInWork, Types.INTEGER)
                .param(3, tenant)
                .update();
    }

    public static NewJob wish(UUID tenant, String key, String content) {
        return wish(tenant, key, content, null);
    }

    public static NewJob wish(UUID tenant, String key, String content, @Nullable String externalId) {
        byte[] hash = content.getBytes(StandardCharsets.UTF_8);
        return new NewJob(
                tenant,
                key,
                hash,
                Duration.ofHours(1),
                tenant + "/" + UUID.randomUUID(),
                null,
                "a.txt",
                "text/plain",
                content.length(),
                hash,
                Priority.NORMAL,
                externalId,
                null,
                null,
                null,
                null);
    }

    /** The next version of the document of that name. */
    public Accepted newVersion(UUID tenant, String externalId) {
        return jobs.accept(wish(tenant, UUID.randomUUID().toString(), "content", externalId));
    }

    public Accepted newJob(UUID tenant) {
        return jobs.accept(wish(tenant, UUID.randomUUID().toString(), "content"));
    }

    /** Hands the job out, although others may be due, and claims it. */
    public Claim claim(UUID job) {
        set(job, "priority = 0, due_at = now() - interval '1 day'");
        dueJobs.handOut(10_000);
        return Objects.requireNonNull(leases.claim(job));
    }

    public Claim newClaim(UUID tenant) {
        return claim(newJob(tenant).jobId());
    }

    /** Sets columns of a job, to make time pass above all. */
    public void set(UUID job, String assignments) {
        jdbc.sql("update job set " + assignments + " where id = :job")
                .param("job", job)
                .update();
    }

    public <T> T value(Class<T> type, String sql, Object... params) {
        return jdbc.sql(sql).params(List.of(params)).query(type).single();
    }

    public long count(String sql, Object... params) {
        return value(Long.class, "select count(*) from " + sql, params);
    }

    /** The columns of a job by name. */
    public Map<String, @Nullable Object> job(UUID job) {
        return jdbc.sql("select * from job where id = :job")
                .param("job", job)
                .query()
                .singleRow();
    }

    /** Seconds until the job is due. */
    public double dueIn(UUID job) {
        return value(Double.class, "select extract(epoch from due_at - now())::float8 from job where id = ?", job);
    }

    /** What happened to the job: status, attempt and cause of each event, in order. */
    public List<String> events(UUID job) {
        return jdbc.sql("""
                        select concat_ws(' ', status, attempt, cause) from job_event where job_id = :job order by id""").param("job", job).query(String.class).list();
    }

    /** Ends every job that other tests left in line. */
    public void clearLine() {
        jdbc.sql("update job set status = 'cancelled', due_at = null, handed_at = null where due_at is not null")
                .update();
    }
}
