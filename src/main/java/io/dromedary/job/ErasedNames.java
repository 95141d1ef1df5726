package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Refuses uploads that were under way when the document of their name was erased: they would bring it back. */
@Component
public class ErasedNames {

    private final JdbcClient jdbc;

    ErasedNames(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is kept of an erased name. */
    public static byte[] hash(UUID tenantId, String externalId) {
        byte[] name = externalId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer salted = ByteBuffer.allocate(2 * Long.BYTES + name.length)
                .putLong(tenantId.getMostSignificantBits())
                .putLong(tenantId.getLeastSignificantBits())
                .put(name);
        return DigestUtils.sha256(salted.array());
    }

    /**
     * Lets an upload pass unless it began before the latest erasure of its name. Asked after its document is entered,
     * and so held: an erasure either came before and is seen, or waits and erases this upload too. The age is compared
     * and not the time, for clocks differ. Uses the index erasure_name.
     *
     * @param age how long ago the upload began
     * @throws Failure.Permanent {@link ErrorCode#DOCUMENT_ERASED}
     */
    void admit(UUID tenantId, String externalId, Duration age) {
        boolean erased = jdbc.sql("""
                        select exists (
                            select from erasure
                            where tenant_id = :tenant and name_hash = :hash
                              and erased_at >= now() - make_interval(secs => :age))""")
                .param("tenant", tenantId)
                .param("hash", hash(tenantId, externalId))
                .param("age", age.toNanos() / 1e9)
                .query(Boolean.class)
                .single();
        if (erased) {
            throw new Failure.Permanent(
                    ErrorCode.DOCUMENT_ERASED, "The document was erased while this version of it came in");
        }
    }
}
