package io.dromedary.index;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the chunks that readers may see. */
@Component
public class PublishedChunks {

    private static final String COLUMNS = """
            c.document_id, c.version, c.ordinal, c.passage, c.header, c.gap, c.text, c.start_at, c.end_at,
            c.first_page, c.last_page, c.headings, c.tokens
            """;

    private final JdbcClient jdbc;

    PublishedChunks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A chunk as it lies in its document.
     *
     * @param passage the run of chunks that it lies in, from 0
     * @param header what is embedded and indexed above the text; empty for most
     * @param gap the white space between the chunk before and this one
     * @param pages the first and the last page; empty where the format has none
     */
    public record PublishedChunk(
            ChunkKey key,
            int passage,
            String header,
            String gap,
            String text,
            int start,
            int end,
            List<Integer> pages,
            List<String> headings,
            int tokens) {}

    /** Those of the chunks whose version is still the one that readers see; uses the primary key. */
    public Map<ChunkKey, PublishedChunk> find(UUID tenantId, int generation, Collection<ChunkKey> keys) {
        return jdbc
                .sql("select " + COLUMNS + """
                        from unnest(:documents, :versions, :ordinals) as wanted (document_id, version, ordinal)
                        join document d on d.id = wanted.document_id and d.current_version = wanted.version
                        join chunk c using (document_id, version, ordinal)
                        where c.tenant_id = :tenant and c.generation_id = :generation""")
                .param("generation", generation)
                .param("documents", keys.stream().map(ChunkKey::documentId).toArray(UUID[]::new))
                .param("versions", keys.stream().map(ChunkKey::version).toArray(Integer[]::new))
                .param("ordinals", keys.stream().map(ChunkKey::ordinal).toArray(Integer[]::new))
                .param("tenant", tenantId)
                .query((row, n) -> chunk(row))
                .list()
                .stream()
                .collect(Collectors.toMap(PublishedChunk::key, Function.identity()));
    }

    /**
     * How near chunks are to a question: the product with their vectors. Those without a vector of the model are left
     * out. Uses the primary keys.
     *
     * @param query of unit length
     */
    public Map<ChunkKey, Float> similarities(
            UUID tenantId, Generation generation, float[] query, Collection<ChunkKey> keys) {
        return jdbc
                .sql("""
                        select c.document_id, c.version, c.ordinal, e.vector
                        from unnest(:documents, :versions, :ordinals) as wanted (document_id, version, ordinal)
                        join chunk c using (document_id, version, ordinal)
                        join embedding e using (tenant_id, model_id, content_hash)
                        where c.tenant_id = :tenant and c.generation_id = :generation and c.model_id = :model""")
                .param("generation", generation.id())
                .param("documents", keys.stream().map(ChunkKey::documentId).toArray(UUID[]::new))
                .param("versions", keys.stream().map(ChunkKey::version).toArray(Integer[]::new))
                .param("ordinals", keys.stream().map(ChunkKey::ordinal).toArray(Integer[]::new))
                .param("tenant", tenantId)
                .param("model", generation.space().id())
                .query((row, n) ->
                        Map.entry(key(row), Vectors.dot(query, Vectors.fromBytes(row.getBytes("vector")), 0)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The version of a document that readers see; nothing when there is none, or the document is another tenant's. */
    public OptionalInt version(UUID tenantId, UUID documentId) {
        return jdbc
                .sql("""
                        select current_version from document
                        where id = :document and tenant_id = :tenant and current_version is not null""")
                .param("document", documentId)
                .param("tenant", tenantId)
                .query(Integer.class)
                .list()
                .stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** The chunks of a version in order, as searches find them, if readers see it; uses the primary key. */
    public List<PublishedChunk> list(UUID tenantId, UUID documentId, int version, int firstOrdinal, int limit) {
        return jdbc.sql("select " + COLUMNS + """
                        from chunk c join document d on d.id = c.document_id and d.current_version = c.version
                        where c.document_id = :document and c.version = :version and c.ordinal >= :first
                          and c.tenant_id = :tenant and c.generation_id = (select id from generation where active)
                        order by c.ordinal limit :limit""")
                .param("document", documentId)
                .param("version", version)
                .param("first", firstOrdinal)
                .param("tenant", tenantId)
                .param("limit", limit)
                .query((row, n) -> chunk(row))
                .list();
    }

    private static ChunkKey key(ResultSet row) throws SQLException {
        return new ChunkKey(row.getObject("document_id", UUID.class), row.getInt("version"), row.getInt("ordinal"));
    }

    private static PublishedChunk chunk(ResultSet row) throws SQLException {
        return new PublishedChunk(
                key(row),
                row.getInt("passage"),
                row.getString("header"),
                row.getString("gap"),
                row.getString("text"),
                row.getInt("start_at"),
                row.getInt("end_at"),
                row.getInt("first_page") == 0 ? List.of() : List.of(row.getInt("first_page"), row.getInt("last_page")),
                List.of((String[]) row.getArray("headings").getArray()),
                row.getInt("tokens"));
    }
}
