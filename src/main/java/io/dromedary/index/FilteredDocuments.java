package io.dromedary.index;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the documents that a filter lets through. */
@Component
public class FilteredDocuments {

    private final JdbcClient jdbc;

    FilteredDocuments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The documents that meet the filter; null for all of the tenant. Uses the unique key of document. */
    public @Nullable Set<UUID> matching(UUID tenantId, DocumentFilter filter) {
        if (!filter.needsLookup()) {
            return filter.documentIds().isEmpty() ? null : filter.documentIds();
        }
        return new HashSet<>(jdbc.sql("""
                        select d.id
                        from document d join document_version v on v.document_id = d.id and v.version = d.current_version
                        where d.tenant_id = :tenant
                          and (:anyDocument or d.id = any (:documents))
                          and (:anyExternal or d.external_id = any (:externalIds))
                          and (:anyType or v.media_type = any (:mediaTypes))
                          and v.created_at >= coalesce(:from, '-infinity'::timestamptz)
                          and v.created_at < coalesce(:before, 'infinity'::timestamptz)""")
                .param("tenant", tenantId)
                .param("anyDocument", filter.documentIds().isEmpty())
                .param("documents", filter.documentIds().toArray(UUID[]::new))
                .param("anyExternal", filter.externalIds().isEmpty())
                .param("externalIds", filter.externalIds().toArray(String[]::new))
                .param("anyType", filter.mediaTypes().isEmpty())
                .param("mediaTypes", filter.mediaTypes().toArray(String[]::new))
                .param("from", time(filter.uploadedFrom()))
                .param("before", time(filter.uploadedBefore()))
                .query(UUID.class)
                .list());
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
