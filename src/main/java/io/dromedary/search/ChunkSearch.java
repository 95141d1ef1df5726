package io.dromedary.search;

import io.dromedary.api.JsonBody;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.tenant.Tenant;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions over what a tenant stored. Thread-safe. */
@Component
public class ChunkSearch {

    private final Ranking ranking;
    private final JsonBody json;

    ChunkSearch(Ranking ranking, JsonBody json) {
        this.ranking = ranking;
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
     * @param vector of the question; null in mode {@code keyword}
     */
    public SearchResult search(SearchRequest request, Tenant tenant, float @Nullable [] vector) {
        List<Ranked> ranked = ranking.rank(tenant.id(), request, vector);
        return new SearchResult(request.merge() ? Hits.merged(ranked) : Hits.each(ranked));
    }
}
