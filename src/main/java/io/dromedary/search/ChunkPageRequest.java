package io.dromedary.search;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

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
        Map<String, List<String>> parameters =
                UriComponentsBuilder.newInstance().query(query).build().getQueryParams();
        int limit = DEFAULT_LIMIT;
        int[] place = {current, 0};
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String value =
                    parameter.getValue().size() == 1 ? parameter.getValue().get(0) : null;
            if (value == null) {
                throw invalid("%s must be given once".formatted(parameter.getKey()));
            }
            switch (parameter.getKey()) {
                case "limit" -> limit = limit(value);
                case "cursor" -> place = place(value);
                default -> throw invalid("The parameters are limit and cursor");
            }
        }
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

    private static int limit(String value) {
        if (!value.matches("[0-9]{1,3}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > MAX_LIMIT) {
            throw invalid("limit must be between 1 and %d".formatted(MAX_LIMIT));
        }
        return Integer.parseInt(value);
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
