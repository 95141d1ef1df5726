package io.dromedary.index;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what clients said of the versions of their documents. */
@Component
public class PublishedDocuments {

    private final JdbcClient jdbc;

    PublishedDocuments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A version of a document as its client described it.
     *
     * @param uploadedAt when this version came in
     * @param metadata a JSON object
     */
    public record PublishedDocument(
            UUID documentId,
            int version,
            @Nullable String externalId,
            @Nullable String filename,
            String mediaType,
            Instant uploadedAt,
            @JsonRawValue String metadata) {}

    /** The versions that these chunks are of, in no order; uses the primary keys. */
    public List<PublishedDocument> of(UUID tenantId, Collection<ChunkKey> chunks) {
        return jdbc.sql("""
                        select distinct v.document_id, v.version, d.external_id, v.filename, v.media_type, v.created_at,
                               v.metadata
                        from unnest(:documents, :versions) as wanted (document_id, version)
                        join document_version v using (document_id, version)
                        join document d on d.id = v.document_id
                        where v.tenant_id = :tenant""")
                .param("documents", chunks.stream().map(ChunkKey::documentId).toArray(UUID[]::new))
                .param("versions", chunks.stream().map(ChunkKey::version).toArray(Integer[]::new))
                .param("tenant", tenantId)
                .query((row, n) -> new PublishedDocument(
                        row.getObject("document_id", UUID.class),
                        row.getInt("version"),
                        row.getString("external_id"),
                        row.getString("filename"),
                        row.getString("media_type"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getString("metadata")))
                .list();
    }
}
