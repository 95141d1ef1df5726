package io.dromedary.passthrough;

import io.dromedary.job.NewJob.Passthrough;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An upload that is being encrypted. */
public final class Sealing {

    private final String objectKey;
    private final DocumentKey key;
    private final byte[] sealedKey;
    private final Duration keep;
    private final Function<Notes, byte[]> json;

    Sealing(String objectKey, DocumentKey key, byte[] sealedKey, Duration keep, Function<Notes, byte[]> json) {
        this.objectKey = objectKey;
        this.key = key;
        this.sealedKey = sealedKey;
        this.keep = keep;
        this.json = json;
    }

    /** The content as it may be stored. */
    public InputStream seal(InputStream content) {
        return key.encrypt(content, objectKey);
    }

    /**
     * What the job is entered with.
     *
     * @param vectors how the receiver wants them
     */
    public Passthrough terms(@Nullable String filename, @Nullable String metadata, VectorFormat vectors) {
        byte[] notes = key.encrypt(json.apply(new Notes(filename, metadata)), SealedUploads.notesContext(objectKey));
        return new Passthrough(sealedKey, notes, vectors.code(), keep);
    }
}
