package io.dromedary.store;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Opens originals wherever they lie: small ones in the ledger, all others in the object store. Thread-safe. */
@Component
public class StoredOriginals {

    private final JdbcClient jdbc;
    private final ObjectStore store;

    StoredOriginals(JdbcClient jdbc, ObjectStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /**
     * Opens an original.
     *
     * @param key of the object, or of a small original in its stead
     * @return a stream that whoever reads it closes
     * @throws Failure.Permanent {@link ErrorCode#ORIGINAL_GONE} when it is in neither place
     * @throws Failure.Transient {@link ErrorCode#STORE_UNAVAILABLE}
     */
    public InputStream open(String key) {
        InputStream small = openSmall(key);
        return small == null ? store.open(key) : small;
    }

    /** The original, if it lies in the ledger. */
    public @Nullable InputStream openSmall(String key) {
        return jdbc.sql("select content from document_version where object_key = :key and content is not null")
                .param("key", key)
                .query((row, n) -> row.getBytes("content"))
                .optional()
                .map(ByteArrayInputStream::new)
                .orElse(null);
    }
}
