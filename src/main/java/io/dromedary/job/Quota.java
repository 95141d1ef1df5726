package io.dromedary.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much of a resource a tenant may use up in a period of the UTC calendar.
 *
 * @param limit 0 or more; 0 forbids the resource
 */
public record Quota(Resource resource, Period period, long limit) {

    /** What is counted. */
    public enum Resource {
        /** The size of the originals. */
        @JsonProperty("bytes")
        BYTES,
        /** Accepted documents. */
        @JsonProperty("documents")
        DOCUMENTS,
        /** Tokens of the stored chunks, as the embedding model counts them. */
        @JsonProperty("tokens")
        TOKENS;

        /** The word on the wire and in the ledger. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Resource of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** When counting begins anew. */
    public enum Period {
        /** At midnight. */
        @JsonProperty("day")
        DAY,
        /** At midnight before the first. */
        @JsonProperty("month")
        MONTH;

        /** The word on the wire and in the ledger. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Period of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    public Quota {
        require(resource, "resource");
        require(period, "period");
        if (limit < 0) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "limit must be 0 or more");
        }
    }

    /** JSON brings null where the member is missing. */
    private static void require(@Nullable Object value, String member) {
        if (value == null) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "A quota needs its " + member);
        }
    }
}
