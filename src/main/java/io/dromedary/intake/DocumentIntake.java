package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Accepted;
import io.dromedary.job.Jobs;
import io.dromedary.job.NewJob;
import io.dromedary.store.ObjectStore;
import io.dromedary.tenant.Tenant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one gate for documents, whichever way they come. The content streams to the object store while it is measured;
 * then one transaction decides. Whatever is refused leaves nothing behind.
 */
@Component
public class DocumentIntake {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentIntake.class);

    private final ObjectStore store;
    private final Jobs jobs;
    private final MediaTypes mediaTypes;
    private final IntakeProperties properties;

    DocumentIntake(ObjectStore store, Jobs jobs, MediaTypes mediaTypes, IntakeProperties properties) {
        this.store = store;
        this.jobs = jobs;
        this.mediaTypes = mediaTypes;
        this.properties = properties;
    }

    /**
     * Stores the bytes and enters the job.
     *
     * @throws Failure.Permanent when the document, or its idempotency key, is refused
     * @throws Failure.Transient when a quota of the tenant is used up, or the object store does not answer
     */
    public Accepted accept(Upload upload, Tenant tenant, IdempotencyKey key) {
        String objectKey =
                "%s/%s".formatted(tenant.id(), UUID.randomUUID().toString().replace("-", ""));
        Received received = receive(upload, objectKey);
        Accepted accepted = enter(new NewJob(
                tenant.id(),
                key.value(),
                received.sha256(),
                properties.keyLifetime(),
                objectKey,
                upload.filename(),
                received.mediaType(),
                received.size(),
                received.sha256()));
        if (accepted.replayed()) {
            discard(objectKey);
        }
        return accepted;
    }

    /**
     * A refusal, also one that passes, leaves nothing behind. Without an answer of the ledger the job may exist, so its
     * object must: a stray one does less harm than none.
     */
    private Accepted enter(NewJob job) {
        try {
            return jobs.accept(job);
        } catch (Failure refusal) {
            discard(job.objectKey());
            throw refusal;
        } catch (RuntimeException e) {
            LOG.warn("The object {} may stay behind without a job", job.objectKey());
            throw e;
        }
    }

    /**
     * Refuses what is too large before anybody reads it.
     *
     * @throws Failure.Permanent {@link ErrorCode#DOCUMENT_TOO_LARGE}
     */
    public void requireSize(long bytes) {
        long limit = properties.maxSize().toBytes();
        if (bytes > limit) {
            throw MeasuredStream.tooLarge(limit);
        }
    }

    private record Received(String mediaType, long size, byte[] sha256) {}

    private Received receive(Upload upload, String objectKey) {
        long limit = properties.maxSize().toBytes();
        if (upload.length().orElse(0) > limit) {
            throw MeasuredStream.tooLarge(limit);
        }
        try (MeasuredStream content = new MeasuredStream(upload.content(), limit)) {
            byte[] head = content.readNBytes(MediaTypes.HEAD_BYTES);
            if (head.length == 0) {
                throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The document has no bytes");
            }
            String mediaType = mediaTypes.detect(head, upload.filename(), upload.declaredType());
            store.put(objectKey, rejoin(head, content), upload.length());
            return new Received(mediaType, content.size(), content.sha256());
        } catch (IOException | UncheckedIOException e) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST, "The upload broke off, or has another length than announced", e);
        }
    }

    private static InputStream rejoin(byte[] head, InputStream rest) {
        return new SequenceInputStream(new ByteArrayInputStream(head), rest);
    }

    private void discard(String objectKey) {
        try {
            store.delete(objectKey);
        } catch (Failure e) {
            LOG.warn("The object {} stays behind without a job", objectKey, e);
        }
    }
}
