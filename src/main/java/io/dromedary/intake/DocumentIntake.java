package io.dromedary.intake;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Accepted;
import io.dromedary.job.Jobs;
import io.dromedary.job.NewJob;
import io.dromedary.job.NewJob.Passthrough;
import io.dromedary.passthrough.SealedUploads;
import io.dromedary.passthrough.Sealing;
import io.dromedary.passthrough.VectorFormat;
import io.dromedary.store.ObjectStore;
import io.dromedary.tenant.Tenant;
import io.dromedary.webhook.UploadWebhooks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;

/**
 * The one gate for documents, whichever way they come. The content streams to the object store while it is measured,
 * unless it is so small that it lies in the ledger with its job; then one transaction decides. Whatever is refused
 * leaves nothing behind, and a repeated upload stores nothing.
 */
@Component
public class DocumentIntake {

    private final ObjectStore store;
    private final Jobs jobs;
    private final MediaTypes mediaTypes;
    private final IntakeProperties properties;
    private final UploadSlots slots;
    private final KeysInFlight keys;
    private final UploadWebhooks webhooks;
    private final SealedUploads sealed;

    DocumentIntake(
            ObjectStore store,
            Jobs jobs,
            MediaTypes mediaTypes,
            IntakeProperties properties,
            UploadSlots slots,
            KeysInFlight keys,
            UploadWebhooks webhooks,
            SealedUploads sealed) {
        this.store = store;
        this.jobs = jobs;
        this.mediaTypes = mediaTypes;
        this.properties = properties;
        this.slots = slots;
        this.keys = keys;
        this.webhooks = webhooks;
        this.sealed = sealed;
    }

    /**
     * Stores the bytes and enters the job.
     *
     * @throws Failure.Permanent when the document, or its idempotency key, is refused
     * @throws Failure.Transient when a quota of the tenant is used up, others are in the way, or the object store does
     *     not answer
     */
    public Accepted accept(UploadSource source, Tenant tenant) {
        long began = System.nanoTime();
        slots.take(tenant.id());
        try {
            return accept(source.open(), tenant, began);
        } finally {
            slots.giveBack(tenant.id());
        }
    }

    private Accepted accept(Upload upload, Tenant tenant, long began) {
        requireSize(upload.length().orElse(0));
        IdempotencyKey key = upload.key();
        // What lies in the ledger is stored by the transaction that decides, so that no claim has to spare it.
        if (key == null || liesInLedger(upload, upload.length().orElse(Long.MAX_VALUE))) {
            return store(upload, tenant, null, began);
        }
        UUID claim = keys.enter(tenant.id(), key, upload.length().orElse(1));
        if (claim == null) {
            return replay(upload, tenant);
        }
        try {
            return store(upload, tenant, claim, began);
        } finally {
            keys.leave(claim);
        }
    }

    private boolean liesInLedger(Upload upload, long bytes) {
        return !upload.passthrough() && bytes <= properties.inlineSize().toBytes();
    }

    /**
     * What is known of a document that was read to its end.
     *
     * @param content all of it, if it is to lie in the ledger
     */
    private record Received(
            String mediaType, long size, byte[] sha256, UploadOptions options, byte @Nullable [] content) {

        byte[] fingerprint() {
            return options.fingerprint(sha256, mediaType);
        }
    }

    /** Hashes of what is not to be kept are not kept either. */
    private byte[] kept(Received received, byte[] hash) {
        return received.options().passthrough() ? sealed.blind(hash) : hash;
    }

    private Accepted store(Upload upload, Tenant tenant, @Nullable UUID claim, long began) {
        String objectKey =
                "%s/%s".formatted(tenant.id(), UUID.randomUUID().toString().replace("-", ""));
        Sealing sealing = upload.passthrough() ? sealed.begin(objectKey) : null;
        UploadObject object = new UploadObject(store, objectKey, sealing);
        try {
            Received received = receive(upload, content -> object.put(content, upload.length()));
            Duration age = Duration.ofNanos(System.nanoTime() - began);
            Accepted accepted = jobs.accept(newJob(received, tenant, objectKey, sealing), age, claim);
            if (accepted.replayed()) {
                object.discard();
            }
            return accepted;
        } catch (DataIntegrityViolationException e) {
            object.discard();
            throw new Failure.Permanent(ErrorCode.UNAUTHORIZED, "The tenant of this API key is gone", e);
        } catch (RuntimeException e) {
            if (mayBeCommitted(e)) {
                object.leave();
            } else {
                object.discard();
            }
            throw e;
        }
    }

    /**
     * A connection that breaks at the commit leaves it open whether the job exists, and then it needs its document.
     * What the ledger refuses, such as a job of a tenant that was erased meanwhile, does not exist.
     */
    private static boolean mayBeCommitted(RuntimeException e) {
        return (e instanceof DataAccessException || e instanceof TransactionException)
                && !(e instanceof CannotCreateTransactionException);
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

    /** Reads the upload without keeping it: the same document again leads to the same job. */
    private Accepted replay(Upload upload, Tenant tenant) {
        Received received = receive(upload, content -> content.transferTo(OutputStream.nullOutputStream()));
        return jobs.replay(tenant.id(), received.options().key().value(), kept(received, received.fingerprint()));
    }

    private NewJob newJob(Received received, Tenant tenant, String objectKey, @Nullable Sealing sealing) {
        UploadOptions options = received.options();
        VectorFormat vectors = options.vectors();
        Passthrough passthrough = sealing == null || vectors == null
                ? null
                : sealing.terms(options.filename(), options.metadata(), vectors);
        return new NewJob(
                tenant.id(),
                options.key().value(),
                kept(received, received.fingerprint()),
                properties.keyLifetime(),
                objectKey,
                received.content(),
                passthrough == null ? options.filename() : null,
                received.mediaType(),
                received.size(),
                kept(received, received.sha256()),
                options.priority(),
                options.externalId(),
                options.deadline(),
                passthrough == null ? options.metadata() : null,
                options.webhookUrl() == null ? null : webhooks.endpoint(tenant.id(), options.webhookUrl()),
                passthrough);
    }

    /** Where the content goes that does not lie in the ledger. */
    @FunctionalInterface
    private interface Sink {
        void take(InputStream content) throws IOException;
    }

    private Received receive(Upload upload, Sink sink) {
        MeasuredStream content =
                new MeasuredStream(upload.content(), properties.maxSize().toBytes());
        try {
            byte[] head = content.readNBytes(MediaTypes.HEAD_BYTES);
            if (head.length == 0) {
                throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The document has no bytes");
            }
            String found = mediaTypes.admit(head, upload.declaredType());
            boolean inline = liesInLedger(upload, head.length);
            if (!inline) {
                sink.take(new SequenceInputStream(new ByteArrayInputStream(head), content));
            }
            requireWhole(upload, content);
            UploadOptions options = upload.options().get();
            String mediaType = mediaTypes.settle(found, options.filename(), upload.declaredType());
            return new Received(mediaType, content.size(), content.sha256(), options, inline ? head : null);
        } catch (IOException | UncheckedIOException e) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST, "The upload broke off, or has another length than announced", e);
        }
    }

    private static void requireWhole(Upload upload, MeasuredStream content) throws IOException {
        boolean more = content.read() >= 0;
        long announced = upload.length().orElse(content.size());
        if (more || announced != content.size()) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST,
                    "The upload has %s %d bytes, announced were %d"
                            .formatted(more ? "more than" : "only", content.size(), announced));
        }
    }
}
