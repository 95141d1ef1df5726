package io.dromedary.housekeeping;

import io.dromedary.job.JobStatus;
import io.dromedary.ledger.AcrossTenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes jobs that have been over for long enough, with their events, evidence, keys and charges. A completed job
 * leaves its document: the version, its original and its chunks. Any other, and one whose result was passed on, takes
 * the version that it did not make along, and the document when that was all of it.
 *
 * <p>Any number of processes may do it at once: each takes other rows.
 */
@Component
@AcrossTenants
public class JobRetention {

    private static final Logger LOG = LoggerFactory.getLogger(JobRetention.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RetentionProperties properties;
    private final WatchRounds rounds;

    JobRetention(JdbcClient jdbc, TransactionTemplate transaction, RetentionProperties properties, WatchRounds rounds) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.properties = properties;
        this.rounds = rounds;
    }

    /** Removes what is old if it is this process's turn; returns the keys of the originals that nobody needs now. */
    public List<String> purgeInTurn() {
        return rounds.begin("purge-jobs", properties.interval()).isPresent() ? purge() : List.of();
    }

    /** Removes all that is old, a batch at a time. */
    List<String> purge() {
        Map<JobStatus, Duration> kept = Map.of(
                JobStatus.COMPLETED, properties.completed(),
                JobStatus.CANCELLED, properties.cancelled(),
                JobStatus.FAILED, properties.failed(),
                JobStatus.DEAD, properties.dead());
        List<String> originals = new ArrayList<>();
        kept.forEach((status, age) -> originals.addAll(purge(status, age)));
        return originals;
    }

    private List<String> purge(JobStatus status, Duration age) {
        List<String> originals = new ArrayList<>();
        int removed = 0;
        List<Version> batch;
        do {
            batch = transaction.execute(begun -> {
                List<Version> versions = removeJobs(status, age);
                List<Version> useless = status == JobStatus.COMPLETED
                        ? versions.stream().filter(Version::passedOn).toList()
                        : versions;
                if (!useless.isEmpty()) {
                    originals.addAll(removeVersions(useless));
                    removeDocuments(useless);
                }
                return versions;
            });
            removed += batch == null ? 0 : batch.size();
        } while (batch != null && batch.size() == properties.batch());
        if (removed > 0) {
            LOG.info("Removed {} {} jobs that were over for more than {}", removed, status.code(), age);
        }
        return originals;
    }

    private record Version(UUID documentId, int version, boolean passedOn) {

        private static Version of(ResultSet row) throws SQLException {
            return new Version(
                    row.getObject("document_id", UUID.class), row.getInt("version"), row.getBoolean("passthrough"));
        }
    }

    /** Uses the index {@code job_over}. */
    private List<Version> removeJobs(JobStatus status, Duration age) {
        return jdbc.sql("""
                        with old as (
                            select id from job
                            where status = :status and finished_at < now() - make_interval(secs => :age)
                            order by finished_at limit :batch for update skip locked)
                        delete from job using old where job.id = old.id
                        returning document_id, version, passthrough""")
                .param("status", status.code())
                .param("age", age.toSeconds())
                .param("batch", properties.batch())
                .query((row, n) -> Version.of(row))
                .list();
    }

    /** Those that readers do not see, and that no other job makes. */
    private List<String> removeVersions(List<Version> versions) {
        return jdbc.sql("""
                        delete from document_version v
                        using unnest(:documents, :versions) as old (document_id, version), document
                        where v.document_id = old.document_id and v.version = old.version
                          and document.id = v.document_id and document.current_version is distinct from v.version
                          and not exists (
                              select from job where job.document_id = v.document_id and job.version = v.version)
                          and not exists (
                              select from chunk where chunk.document_id = v.document_id and chunk.version = v.version)
                        returning v.object_key""")
                .param("documents", versions.stream().map(Version::documentId).toArray(UUID[]::new))
                .param("versions", versions.stream().map(Version::version).toArray(Integer[]::new))
                .query(String.class)
                .list();
    }

    /**
     * In two steps, for only a statement that begins after the rows are locked sees every version that was accepted
     * before. A document that an upload holds at this moment is passed over.
     */
    private void removeDocuments(List<Version> versions) {
        List<UUID> locked = jdbc.sql("select id from document where id = any (:documents) for update skip locked")
                .param("documents", versions.stream().map(Version::documentId).toArray(UUID[]::new))
                .query(UUID.class)
                .list();
        jdbc.sql("""
                        delete from document where id = any (:documents) and not exists (
                            select from document_version v where v.document_id = document.id)""").param("documents", locked.toArray(UUID[]::new)).update();
    }
}
