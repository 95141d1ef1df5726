package io.dromedary.poll;

import io.dromedary.error.Failure;
import io.dromedary.intake.IdempotencyKey;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A document where it was found. Whoever holds it has the claim on it; nothing keeps others from changing it, so every
 * method that reads or moves makes sure that it is the one that was found.
 */
public interface Source extends AutoCloseable {

    /** The path below the root, its segments joined by {@code /}. */
    String path();

    /**
     * What the path says.
     *
     * @throws Failure.Permanent for a source that cannot be a document
     */
    SourceName name();

    /** In bytes. */
    long length();

    /** The media type that the place keeps with the content. */
    @Nullable
    String declaredType();

    /**
     * Names the place and the content, so that finding the same again does no harm.
     *
     * @throws Failure.Transient when the source cannot be read, or changes meanwhile
     */
    IdempotencyKey key();

    /**
     * The content that {@link #key} named; it ends in a {@link Failure.Transient} instead of yielding another or a
     * mixture.
     */
    InputStream content();

    /**
     * Takes the source out of the way, because its job exists.
     *
     * @throws Failure.Transient when it stays where it is
     */
    void setAside();

    /**
     * Takes the source out of the way, because it is no document.
     *
     * @param problem why, as JSON
     * @throws Failure.Transient when it stays where it is
     */
    void refuse(byte[] problem);

    /** Leaves it where it is for a while, for a reason that does not concern the sources beside it. */
    void postpone();

    /** Lets go of connections and files. */
    @Override
    void close();
}
