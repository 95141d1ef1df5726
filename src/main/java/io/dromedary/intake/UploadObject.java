package io.dromedary.intake;

import io.dromedary.error.Failure;
import io.dromedary.passthrough.Sealing;
import io.dromedary.store.ObjectStore;
import java.io.InputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object in the store that an upload becomes, unless it is small. For one thread. */
class UploadObject {

    private static final Logger LOG = LoggerFactory.getLogger(UploadObject.class);

    private final ObjectStore store;
    private final String key;
    private final @Nullable Sealing sealing;
    private boolean begun;

    /**
     * An object that nobody has begun to store.
     *
     * @param sealing of what is not to be kept: it has no plain form even in the object store
     */
    UploadObject(ObjectStore store, String key, @Nullable Sealing sealing) {
        this.store = store;
        this.key = key;
        this.sealing = sealing;
    }

    /** Stores the content as {@link ObjectStore#put} does. */
    void put(InputStream content, OptionalLong length) {
        begun = true;
        if (sealing == null) {
            store.put(key, content, length);
        } else {
            store.put(key, sealing.seal(content), OptionalLong.empty());
        }
    }

    /** Removes it, since there is no job for it. */
    void discard() {
        if (!begun) {
            return;
        }
        try {
            store.delete(key);
        } catch (Failure e) {
            LOG.warn("The object {} stays behind without a job", key, e);
        }
    }

    /** Leaves it, since there may be a job for it. */
    void leave() {
        if (begun) {
            LOG.warn("The object {} stays: its job may have been made although the ledger failed", key);
        }
    }
}
