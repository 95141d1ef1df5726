package io.dromedary.search;

import io.dromedary.api.JsonBody;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.ChunkKey;
import io.dromedary.index.Generation;
import io.dromedary.index.PublishedDocuments;
import io.dromedary.index.PublishedDocuments.PublishedDocument;
import io.dromedary.tenant.Tenant;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions over what a tenant stored. Thread-safe. */
@Component
public class ChunkSearch {

    private final Ranking ranking;
    private final PublishedDocuments documents;
    private final JsonBody json;

    ChunkSearch(Ranking ranking, PublishedDocuments documents, JsonBody json) {
        this.ranking = ranking;
        this.documents = documents;
        this.json = json;
    }

    /**
     * Reads the question.
     *
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST}
     */
    public SearchRequest parse(@Nullable InputStream body) {
        return json.read(body, SearchBody.class).request();
    }

    /**
     * Finds what answers the question.
     *
     * @param generation whose model embedded the question
     * @param vector of the question; null in mode {@code keyword}
     * @return null when another generation became active since the question was embedded
     */
    public @Nullable SearchResult search(
            SearchRequest request, Tenant tenant, Generation generation, float @Nullable [] vector) {
        QueryVector query = vector == null ? null : new QueryVector(generation, vector);
        return ranking.rank(tenant.id(), request, query)
                .map(ranked -> result(request, tenant, ranked))
                .orElse(null);
    }

    private SearchResult result(SearchRequest request, Tenant tenant, List<Ranked> ranked) {
        return new SearchResult(request.merge() ? Hits.merged(ranked) : Hits.each(ranked), documents(tenant, ranked));
    }

    private List<PublishedDocument> documents(Tenant tenant, List<Ranked> ranked) {
        List<ChunkKey> keys = ranked.stream().map(hit -> hit.chunk().key()).toList();
        List<UUID> order = keys.stream().map(ChunkKey::documentId).toList();
        return documents.of(tenant.id(), keys).stream()
                .sorted(Comparator.comparingInt(document -> order.indexOf(document.documentId())))
                .toList();
    }
}
