package io.dromedary.deadletter;

import io.dromedary.ledger.AcrossTenants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What the broker set aside: ids of jobs, which a worker could not claim because the ledger did not answer, and
 * messages that are none of ours. The ledger knows the jobs. Of the others, whose senders nobody knows, only the
 * beginnings of the latest are kept.
 */
@Component
@AcrossTenants
public class DeadMessages {

    private static final Logger LOG = LoggerFactory.getLogger(DeadMessages.class);

    private static final int KEPT = 1_000;
    private static final int HEAD_BYTES = 256;
    private static final int ID_LENGTH = 36;

    private final JdbcClient jdbc;

    DeadMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A message that names no job.
     *
     * @param head its first 256 bytes
     */
    public record DeadMessage(long id, Instant receivedAt, int sizeBytes, byte[] head) {}

    /** The latest, at most 100, newest first. */
    public record DeadMessageList(List<DeadMessage> messages) {}

    /** Puts a job whose id it is back in line at once, and keeps anything else. */
    @Transactional
    public void take(byte[] message) {
        if (jobId(message).filter(this::isJob).isEmpty()) {
            keep(message);
            LOG.warn("The broker set aside a message of {} bytes that names no job", message.length);
        }
    }

    private static Optional<UUID> jobId(byte[] message) {
        try {
            return message.length == ID_LENGTH
                    ? Optional.of(UUID.fromString(new String(message, StandardCharsets.US_ASCII)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A job that was handed out and not claimed is due again; any other needs nothing. */
    private boolean isJob(UUID jobId) {
        return jdbc.sql("""
                        with returned as (
                            update job set handed_at = null, due_at = now()
                            where id = :job and status = 'queued' and handed_at is not null
                            returning id)
                        select exists (select from job where id = :job), (
                            select pg_notify('job_due', '') from returned)""")
                .param("job", jobId)
                .query((row, n) -> row.getBoolean(1))
                .single();
    }

    private void keep(byte[] message) {
        jdbc.sql("insert into dead_message (size_bytes, head) values (:size, :head)")
                .param("size", message.length)
                .param("head", Arrays.copyOf(message, Math.min(message.length, HEAD_BYTES)))
                .update();
        jdbc.sql("""
                        delete from dead_message
                        where id <= (select id from dead_message order by id desc offset :kept limit 1)""").param("kept", KEPT).update();
    }

    public DeadMessageList list() {
        return new DeadMessageList(jdbc.sql("""
                        select id, received_at, size_bytes, head from dead_message order by id desc limit 100""")
                .query((row, n) -> new DeadMessage(
                        row.getLong("id"),
                        row.getTimestamp("received_at").toInstant(),
                        row.getInt("size_bytes"),
                        row.getBytes("head")))
                .list());
    }
}
