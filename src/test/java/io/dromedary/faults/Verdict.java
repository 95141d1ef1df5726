package io.dromedary.faults;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What became of the documents that a client was promised, computed from outside the service: the client's journal, SQL
 * and the listing of the object store. The tenants of the client are nobody else's, so whatever is found there is its.
 */
final class Verdict {

    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(Form.count("drain-seconds", 180, 900));

    private final Cluster cluster;
    private final JdbcClient ledger;
    private final Journal journal;
    private final List<String> tenants;
    private final Set<UUID> promised;

    private Verdict(Cluster cluster, Client client) {
        this.cluster = cluster;
        this.ledger = cluster.services().ledger();
        this.journal = client.journal();
        this.tenants = client.tenants();
        this.promised = journal.jobs();
    }

    /** Waits until no job of the client's tenants is left to work on. */
    static Verdict whenDrained(Cluster cluster, Client client) {
        Verdict verdict = new Verdict(cluster, client);
        Awaitility.await("all jobs over")
                .atMost(DRAIN_LIMIT)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> cluster.unfinished(client) == 0);
        return verdict;
    }

    /**
     * The line of the table.
     *
     * @param answers that the documentation promises under this fault, beside 202
     * @param ends how many jobs are meant to end without a result
     */
    Row row(String promise, String fault, Collection<Integer> answers, int ends, String remarks)
            throws InterruptedException {
        var expected = new HashSet<>(answers);
        expected.add(202);
        System.out.println("Answers: " + journal.answers());
        int stray = strayObjects();
        int left = stray == 0 ? 0 : strayAfterSweep();
        return new Row(
                promise,
                fault,
                journal.attempts(),
                journal.acknowledged(),
                lost() - ends,
                duplicated(),
                recovered(),
                journal.answersOtherThan(expected) + Math.abs(endedBadly() - ends) + left,
                Stream.of(
                                remarks,
                                stray == 0
                                        ? ""
                                        : "objects that no document needs: %d, after the reconciler %d"
                                                .formatted(stray, left))
                        .filter(remark -> !remark.isEmpty())
                        .collect(Collectors.joining("; ")));
    }

    private int strayAfterSweep() throws InterruptedException {
        cluster.sweep();
        return strayObjects();
    }

    private int count(String sql) {
        return ledger.sql(sql).param("tenants", tenants).query(Integer.class).single();
    }

    private Set<UUID> ids(String sql) {
        return ledger.sql(sql).param("tenants", tenants).query(UUID.class).set();
    }

    /** Promised, but not completed with all chunks, the last of which says so. */
    int lost() {
        Set<UUID> whole = ids("""
                select job.id from job join tenant on tenant.id = job.tenant_id
                join document on document.id = job.document_id and document.current_version = job.version
                where tenant.name in (:tenants) and job.status = 'completed' and job.chunks > 0
                  and job.chunks = (
                      select count(distinct ordinal) from chunk
                      where chunk.document_id = job.document_id and chunk.version = job.version)
                  and exists (
                      select from chunk where chunk.document_id = job.document_id and chunk.version = job.version
                      and ordinal = job.chunks - 1 and text like '%at the end of%')""");
        return (int) promised.stream().filter(job -> !whole.contains(job)).count();
    }

    int duplicated() {
        Set<UUID> made = ids("""
                select job.id from job join tenant on tenant.id = job.tenant_id where tenant.name in (:tenants)""");
        int unpromised =
                (int) made.stream().filter(job -> !promised.contains(job)).count();
        return journal.ambiguous() + unpromised + completedTwice() + surplusChunks() + surplusVectors();
    }

    private int completedTwice() {
        return count("""
                select count(*) from (
                    select job_id from job_event join tenant on tenant.id = tenant_id
                    where name in (:tenants) and status = 'completed'
                    group by job_id having count(*) > 1) as twice""");
    }

    /** Chunks of a document beyond those that its job counted, in whatever version. */
    private int surplusChunks() {
        return count("""
                select coalesce(sum(stored - chunks), 0) from (
                    select job.chunks, (select count(*) from chunk where chunk.document_id = job.document_id) as stored
                    from job join tenant on tenant.id = job.tenant_id
                    where tenant.name in (:tenants) and job.status = 'completed') as documents
                where stored > chunks""");
    }

    /** Vectors that no chunk has, or that one text has twice. */
    private int surplusVectors() {
        return count("""
                select (select count(*) from embedding join tenant on tenant.id = tenant_id where name in (:tenants))
                     - (select count(distinct (tenant_id, model_id, content_hash)) from chunk
                        join tenant on tenant.id = tenant_id where name in (:tenants))""");
    }

    int recovered() {
        return count("""
                select count(*) from job join tenant on tenant.id = tenant_id
                where name in (:tenants) and status = 'completed' and attempt > 1""");
    }

    private int endedBadly() {
        return count("""
                select count(*) from job join tenant on tenant.id = tenant_id
                where name in (:tenants) and status <> 'completed'""");
    }

    /** Objects of these tenants that no document needs. */
    int strayObjects() {
        Set<String> prefixes = ids("select id from tenant where name in (:tenants)").stream()
                .map(UUID::toString)
                .collect(Collectors.toSet());
        Set<String> known =
                ledger.sql("""
                        select object_key from document_version join tenant on tenant.id = tenant_id
                        where name in (:tenants)""").param("tenants", tenants).query(String.class).set();
        return (int) cluster.services().objects().stream()
                .filter(key -> prefixes.contains(key.replaceFirst("/.*", "")) && !known.contains(key))
                .count();
    }

    /** How long after a moment the last job ended, by the clock of the database. */
    double secondsFrom(String moment) {
        return ledger.sql("""
                        select extract(epoch from max(finished_at) - cast(:moment as timestamptz)) from job
                        join tenant on tenant.id = tenant_id where name in (:tenants)""")
                .param("moment", moment)
                .param("tenants", tenants)
                .query(Double.class)
                .single();
    }
}
