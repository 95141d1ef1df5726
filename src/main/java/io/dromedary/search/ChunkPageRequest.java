package io.dromedary.search;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.ListQuery;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which chunks of a document are wanted.
 *
 * @param version of the document that the list is about
 * @param firstOrdinal where the page begins
 * @param limit 1 to 100 chunks
 */
record ChunkPageRequest(int version, int firstOrdinal, int limit) {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    /**
     * Reads the parameters {@code limit} and {@code cursor}.
     *
     * @param current the version that readers see; a cursor of another one is refused
     */
    static ChunkPageRequest parse(@Nullable String query, int current) {
        ListQuery parameters = ListQuery.parse(query, List.of("limit", "cursor"));
        int limit = parameters.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
        String cursor = parameters.text("cursor");
        int[] place = cursor == null ? new int[] {current, 0} : place(cursor);
        if (place[0] != current) {
            throw invalid("The document was replaced since the first page; begin again");
        }
        return new ChunkPageRequest(current, place[1], limit);
    }

    /** What leads to the page behind this one. */
    ChunkPageRequest next() {
        return new ChunkPageRequest(version, firstOrdinal + limit, limit);
    }

    String cursor() {
        String place = version + "." + firstOrdinal;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.US_ASCII));
    }

    private static int[] place(String cursor) {
        try {
            String place = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            String[] numbers = place.split("\\.", 2);
            int ordinal = Integer.parseUnsignedInt(numbers[1]);
            if (ordinal >= 0) {
                return new int[] {Integer.parseInt(numbers[0]), ordinal};
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // Nobody but us makes cursors.
        }
        throw invalid("cursor must be one that an earlier page gave");
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
