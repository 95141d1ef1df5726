package io.dromedary.index;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the chunks that readers may see. */
@Component
public class PublishedChunks {

    private final JdbcClient jdbc;

    PublishedChunks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A chunk as it lies in its document.
     *
     * @param pages the first and the last page; empty where the format has none
     */
    public record PublishedChunk(String text, int start, int end, List<Integer> pages, List<String> headings) {}

    /** The chunk, unless its version is no longer the one that readers see; uses the primary key. */
    public Optional<PublishedChunk> find(UUID tenantId, Neighbour neighbour) {
        return jdbc.sql("""
                        select c.text, c.start_at, c.end_at, c.first_page, c.last_page, c.headings
                        from chunk c join document d on d.id = c.document_id and d.current_version = c.version
                        where c.document_id = :document and c.version = :version and c.ordinal = :ordinal
                          and c.tenant_id = :tenant""")
                .param("document", neighbour.documentId())
                .param("version", neighbour.version())
                .param("ordinal", neighbour.ordinal())
                .param("tenant", tenantId)
                .query((row, n) -> new PublishedChunk(
                        row.getString("text"),
                        row.getInt("start_at"),
                        row.getInt("end_at"),
                        row.getInt("first_page") == 0
                                ? List.of()
                                : List.of(row.getInt("first_page"), row.getInt("last_page")),
                        List.of((String[]) row.getArray("headings").getArray())))
                .optional();
    }
}
