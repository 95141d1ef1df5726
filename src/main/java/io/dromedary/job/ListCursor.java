package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * A place between two entries of a list, newest first: after the one of this time and id. Entries that come or go
 * elsewhere do not move it. On the wire it is the base64url (RFC 4648, section 5) of a version byte, the microseconds
 * since 1970 and the id; clients treat it as opaque.
 */
public record ListCursor(Instant createdAt, UUID id) {

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 3 * Long.BYTES;

    public String encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, createdAt))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for what {@link #encode} did not make */
    static ListCursor decode(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.capacity() == BYTES && bytes.get() == VERSION) {
                Instant createdAt = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
                if (ListQuery.isTime(createdAt)) {
                    return new ListCursor(createdAt, new UUID(bytes.getLong(), bytes.getLong()));
                }
            }
        } catch (IllegalArgumentException e) {
            // Not base64url: refused like any other.
        }
        throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "cursor must be the nextCursor of an earlier page");
    }
}
