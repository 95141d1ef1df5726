package io.dromedary.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.lang3.ArrayUtils;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened.
 *
 * @param kind what it happened to: {@code job}, {@code document}, {@code tenant} or {@code key}
 * @param action a job's new status, or what was done
 * @param attempt of a job; null for the rest
 */
record AuditRecord(
        long id,
        Instant at,
        UUID tenantId,
        String kind,
        UUID subjectId,
        String action,
        @Nullable Integer attempt,
        String actor,
        @Nullable String cause) {

    /** Before the first link. */
    static final byte[] ROOT = new byte[32];

    private static final ObjectMapper JSON = new ObjectMapper();

    static AuditRecord of(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getObject("tenant_id", UUID.class),
                row.getString("kind"),
                row.getObject("subject_id", UUID.class),
                row.getString("action"),
                row.getObject("attempt", Integer.class),
                row.getString("actor"),
                row.getString("cause"));
    }

    /**
     * The hash of the link to this record: SHA-256 over the hash of the link before and the JSON of
     * {@code [17,1762160400123456,"0f8fad5b-…","job","7c9e6679-…","running",1,"4711-1c2d3e4f",null]}, in UTF-8 and
     * without spaces; the time is in microseconds since 1970.
     */
    byte[] hash(byte[] before) {
        try {
            byte[] json = JSON.writeValueAsString(Arrays.asList(
                            id,
                            ChronoUnit.MICROS.between(Instant.EPOCH, at),
                            tenantId,
                            kind,
                            subjectId,
                            action,
                            attempt,
                            actor,
                            cause))
                    .getBytes(StandardCharsets.UTF_8);
            return DigestUtils.sha256(ArrayUtils.addAll(before, json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
