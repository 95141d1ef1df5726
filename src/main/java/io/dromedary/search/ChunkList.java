package io.dromedary.search;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.PublishedChunks;
import io.dromedary.index.PublishedChunks.PublishedChunk;
import io.dromedary.search.ChunkPage.ListedChunk;
import io.dromedary.tenant.Tenant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lists the chunks of a document as they were cut, a page at a time. Thread-safe. */
@Component
public class ChunkList {

    private final PublishedChunks chunks;

    ChunkList(PublishedChunks chunks) {
        this.chunks = chunks;
    }

    /**
     * One page of the version that readers see.
     *
     * @param documentId as it stands in the path
     * @param query the query of the request, or null
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} when the tenant has no such document, or nothing of it is
     *     published; {@link ErrorCode#INVALID_REQUEST} for a malformed query, or the cursor of a version that was
     *     replaced
     */
    public ChunkPage page(Tenant tenant, String documentId, @Nullable String query) {
        UUID id = parseId(documentId);
        int version = chunks.version(tenant.id(), id).orElseThrow(ChunkList::notFound);
        ChunkPageRequest request = ChunkPageRequest.parse(query, version);
        List<PublishedChunk> page =
                chunks.list(tenant.id(), id, request.version(), request.firstOrdinal(), request.limit() + 1);
        if (page.isEmpty() && request.firstOrdinal() == 0) {
            throw notFound();
        }
        boolean more = page.size() > request.limit();
        List<ListedChunk> shown =
                page.stream().limit(request.limit()).map(ListedChunk::of).toList();
        return new ChunkPage(id, version, shown, more ? request.next().cursor() : null);
    }

    private static UUID parseId(String id) {
        try {
            UUID parsed = UUID.fromString(id);
            if (parsed.toString().equalsIgnoreCase(id)) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            // What is no id names nothing.
        }
        throw notFound();
    }

    private static Failure notFound() {
        return new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such document");
    }
}
