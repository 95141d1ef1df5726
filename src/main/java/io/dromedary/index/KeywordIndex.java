package io.dromedary.index;

import io.dromedary.index.Postings.Posting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * An inverted index in the database: for each word of a published document one row for each generation that says in
 * which chunks it occurs and how often. It changes in the transaction that publishes or deletes the document, and no
 * row is shared by two documents, so nobody waits for anybody; how frequent a word is in a tenant is summed up from
 * these rows when somebody asks. Every method joins the transaction of its caller.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class KeywordIndex {

    private static final int ROWS_AT_ONCE = 500;

    private final JdbcClient jdbc;

    KeywordIndex(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Counts the words of the version in place of those of the one before. Uses the primary keys. */
    void replace(DocumentVersion document, int generation) {
        remove(document, generation);
        Postings postings = count(document, generation);
        if (postings.chunks() > 0) {
            insert(document, generation, postings);
        }
    }

    /** Forgets the words of the document; uses the primary key. */
    void remove(DocumentVersion document, int generation) {
        jdbc.sql("delete from keyword_document where document_id = :document and generation_id = :generation")
                .param("document", document.documentId())
                .param("generation", generation)
                .update();
    }

    private Postings count(DocumentVersion document, int generation) {
        Postings postings = new Postings();
        int before;
        do {
            before = postings.chunks();
            count(document, generation, postings);
        } while (postings.chunks() > before);
        return postings;
    }

    private void count(DocumentVersion document, int generation, Postings postings) {
        jdbc.sql("""
                        select passage, header, text from chunk
                        where document_id = :document and version = :version and generation_id = :generation
                          and ordinal >= :next
                        order by ordinal limit :rows""")
                .param("document", document.documentId())
                .param("version", document.version())
                .param("generation", generation)
                .param("next", postings.chunks())
                .param("rows", ROWS_AT_ONCE)
                .query(row -> {
                    postings.add(row.getInt("passage"), row.getString("header") + "\n" + row.getString("text"));
                });
    }

    private void insert(DocumentVersion document, int generation, Postings postings) {
        jdbc.sql("""
                        insert into keyword_document
                            (document_id, generation_id, tenant_id, version, chunks, passages, words, lengths)
                        values (:document, :generation, :tenant, :version, :chunks, :passages, :words, :lengths)""")
                .param("document", document.documentId())
                .param("generation", generation)
                .param("tenant", document.tenantId())
                .param("version", document.version())
                .param("chunks", postings.chunks())
                .param("passages", postings.passages())
                .param("words", postings.words())
                .param("lengths", postings.lengths())
                .update();
        List<Map.Entry<String, Posting>> rows =
                new ArrayList<>(postings.byTerm().entrySet());
        for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
            insert(document, generation, rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE)));
        }
    }

    private void insert(DocumentVersion document, int generation, List<Map.Entry<String, Posting>> rows) {
        jdbc.sql("""
                        insert into keyword_posting (document_id, generation_id, tenant_id, term, chunks, occurrences)
                        select :document, :generation, :tenant, term, chunks, occurrences
                        from unnest(:terms, :chunks, :occurrences) as word (term, chunks, occurrences)""")
                .param("document", document.documentId())
                .param("generation", generation)
                .param("tenant", document.tenantId())
                .param("terms", rows.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .param(
                        "chunks",
                        rows.stream().map(row -> row.getValue().chunks()).toArray(Integer[]::new))
                .param(
                        "occurrences",
                        rows.stream().map(row -> row.getValue().occurrences()).toArray(byte[][]::new))
                .update();
    }

    /**
     * The published documents of a tenant that have a word of the question, with the scores of their chunks.
     *
     * @param question its words; one that is repeated counts as often
     * @param documents to look in these only
     */
    public KeywordScores scores(UUID tenantId, int generation, List<String> question, @Nullable Set<UUID> documents) {
        Map<String, Long> repeated =
                question.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Bm25 bm25 = totals(tenantId, generation);
        Map<String, Double> weights = new HashMap<>();
        frequencies(tenantId, generation, repeated.keySet())
                .forEach((term, chunks) -> weights.put(term, repeated.getOrDefault(term, 0L) * bm25.idf(chunks)));
        List<Row> rows = rows(tenantId, generation, weights.keySet(), documents);
        Map<UUID, KeywordDocument> found = documents(
                generation, rows.stream().map(Row::documentId).distinct().toList());
        for (Row row : rows) {
            KeywordDocument document = found.get(row.documentId());
            Double weight = weights.get(row.term());
            if (document != null && weight != null) {
                document.add(row.occurrences(), bm25, weight);
            }
        }
        return new KeywordScores(found);
    }

    /** Uses the index keyword_document_tenant alone. */
    private Bm25 totals(UUID tenantId, int generation) {
        return jdbc.sql("""
                        select coalesce(sum(chunks), 0) as chunks, coalesce(sum(passages), 0) as passages,
                               coalesce(sum(words), 0) as words
                        from keyword_document where tenant_id = :tenant and generation_id = :generation""")
                .param("tenant", tenantId)
                .param("generation", generation)
                .query((row, n) -> new Bm25(row.getLong("chunks"), row.getLong("passages"), row.getLong("words")))
                .single();
    }

    /** In how many chunks of the tenant each word occurs; uses the index keyword_posting_term. */
    private Map<String, Long> frequencies(UUID tenantId, int generation, Collection<String> terms) {
        return jdbc
                .sql("""
                        select term, sum(chunks) as chunks from keyword_posting
                        where tenant_id = :tenant and generation_id = :generation and term = any (:terms) group by term""")
                .param("tenant", tenantId)
                .param("generation", generation)
                .param("terms", terms.toArray(String[]::new))
                .query((row, n) -> Map.entry(row.getString("term"), row.getLong("chunks")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private record Row(UUID documentId, String term, byte[] occurrences) {}

    /** Uses the index keyword_posting_term, or the primary key where documents are named. */
    private List<Row> rows(UUID tenantId, int generation, Collection<String> terms, @Nullable Set<UUID> documents) {
        return jdbc.sql("""
                        select document_id, term, occurrences from keyword_posting
                        where tenant_id = :tenant and generation_id = :generation and term = any (:terms)
                          and (:everywhere or document_id = any (:documents))
                        order by term, document_id""")
                .param("tenant", tenantId)
                .param("generation", generation)
                .param("terms", terms.toArray(String[]::new))
                .param("everywhere", documents == null)
                .param("documents", documents == null ? new UUID[0] : documents.toArray(UUID[]::new))
                .query((row, n) -> new Row(
                        row.getObject("document_id", UUID.class), row.getString("term"), row.getBytes("occurrences")))
                .list();
    }

    /** Uses the primary key. */
    private Map<UUID, KeywordDocument> documents(int generation, List<UUID> ids) {
        return jdbc
                .sql("""
                        select document_id, version, chunks, passages, lengths from keyword_document
                        where document_id = any (:documents) and generation_id = :generation""")
                .param("generation", generation)
                .param("documents", ids.toArray(UUID[]::new))
                .query((row, n) -> new KeywordDocument(
                        row.getObject("document_id", UUID.class),
                        row.getInt("version"),
                        row.getInt("chunks"),
                        row.getInt("passages"),
                        row.getBytes("lengths")))
                .list()
                .stream()
                .collect(Collectors.toMap(KeywordDocument::id, Function.identity()));
    }
}
