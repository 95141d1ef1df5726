package io.dromedary.document;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.store.StoredOriginals;
import io.dromedary.tenant.Tenant;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Opens the originals of documents, as they were sent. Thread-safe. */
@Component
public class Originals {

    private final JdbcClient jdbc;
    private final StoredOriginals stored;

    Originals(JdbcClient jdbc, StoredOriginals stored) {
        this.jdbc = jdbc;
        this.stored = stored;
    }

    /**
     * An original on its way.
     *
     * @param content whoever reads it closes it
     * @param disposition what browsers do with it: save it, and never show it as a page of the service (RFC 6266)
     */
    public record Original(InputStream content, String mediaType, String disposition) {}

    private record Place(
            String objectKey, boolean kept, @Nullable String filename, String mediaType) {}

    /**
     * Opens the original of the version that readers see, or of the latest while they see none.
     *
     * @param documentId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#ORIGINAL_GONE}
     * @throws Failure.Transient {@link ErrorCode#STORE_UNAVAILABLE}
     */
    public Original open(Tenant tenant, String documentId) {
        UUID id = Documents.parseId(documentId);
        Place place = find(tenant.id(), id);
        if (!place.kept) {
            throw new Failure.Permanent(ErrorCode.ORIGINAL_GONE, "The original of this document is not kept any more");
        }
        return new Original(stored.open(place.objectKey), place.mediaType, disposition(place, id));
    }

    private Place find(UUID tenantId, UUID documentId) {
        return jdbc.sql("""
                        select v.object_key, v.original_kept, v.filename, v.media_type
                        from document d join document_version v
                          on v.document_id = d.id and v.version = coalesce(d.current_version, d.latest_version)
                        where d.id = :document and d.tenant_id = :tenant""")
                .param("document", documentId)
                .param("tenant", tenantId)
                .query((row, n) -> new Place(row.getString(1), row.getBoolean(2), row.getString(3), row.getString(4)))
                .optional()
                .orElseThrow(Documents::notFound);
    }

    private static String disposition(Place place, UUID id) {
        String name = place.filename == null || place.filename.isEmpty() ? id.toString() : place.filename;
        boolean plain = StandardCharsets.US_ASCII.newEncoder().canEncode(name);
        ContentDisposition.Builder attachment = ContentDisposition.attachment();
        return (plain ? attachment.filename(name) : attachment.filename(name, StandardCharsets.UTF_8))
                .build()
                .toString();
    }
}
