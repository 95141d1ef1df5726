package io.dromedary.store;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * Stores streams under keys, whole or not at all: an upload that fails on the way, for whatever reason, leaves nothing
 * behind. Memory is constant when the length is known and one part of an upload otherwise. Thread-safe.
 */
@Component
public class ObjectStore implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    /** The smallest part that S3 accepts, except for the last one. */
    private static final int PART_BYTES = 5 * 1024 * 1024;

    private static final int FIRST_BUFFER_BYTES = 64 * 1024;

    private final S3Client s3;
    private final String bucket;

    ObjectStore(S3Client s3, StoreProperties properties) {
        this.s3 = s3;
        this.bucket = properties.bucket();
    }

    /** Creates the bucket when it is missing. */
    @Override
    public void afterPropertiesSet() {
        try {
            s3.headBucket(request -> request.bucket(bucket));
        } catch (NoSuchBucketException e) {
            s3.createBucket(request -> request.bucket(bucket));
            LOG.info("Created the bucket {}", bucket);
        }
    }

    /**
     * Stores what the stream yields.
     *
     * @param length of the stream, when it is known in advance
     * @throws UncheckedIOException when the stream fails or is of another length
     * @throws Failure.Transient {@link ErrorCode#STORE_UNAVAILABLE}
     * @throws RuntimeException whatever else the stream throws, as it is
     */
    public void put(String key, InputStream content, OptionalLong length) {
        SourceStream source = new SourceStream(content, length);
        try {
            if (length.isPresent()) {
                putWhole(key, source, length.getAsLong());
            } else {
                putInParts(key, source);
            }
        } catch (SdkException | IllegalStateException e) {
            // Illegal is what the SDK calls its own second attempt, for which it cannot rewind the stream.
            source.rethrowFailure();
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not take the document", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the object; of no effect when there is none. */
    public void delete(String key) {
        try {
            s3.deleteObject(request -> request.bucket(bucket).key(key));
        } catch (SdkException e) {
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not remove " + key, e);
        }
    }

    private void putWhole(String key, SourceStream content, long length) throws IOException {
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromInputStream(content, length));
        try {
            // The SDK reads no further than the length.
            content.requireEnd();
        } catch (RuntimeException | IOException e) {
            delete(key);
            throw e;
        }
    }

    private void putInParts(String key, InputStream content) throws IOException {
        byte[] part = readPart(content);
        if (part.length < PART_BYTES) {
            s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(part));
            return;
        }
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(bucket).key(key))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (; part.length > 0; part = readPart(content)) {
                parts.add(putPart(key, upload, parts.size() + 1, part));
            }
            s3.completeMultipartUpload(request ->
                    request.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
        } catch (RuntimeException | IOException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    private CompletedPart putPart(String key, String upload, int number, byte[] part) {
        String tag = s3.uploadPart(
                        request ->
                                request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        RequestBody.fromContentProvider(
                                () -> new ByteArrayInputStream(part), part.length, "application/octet-stream"))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private void abort(String key, String upload, Exception reason) {
        try {
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            reason.addSuppressed(e);
        }
    }

    /** Grows with what arrives, so that many slow uploads do not reserve a full part each. */
    private static byte[] readPart(InputStream content) throws IOException {
        byte[] part = content.readNBytes(FIRST_BUFFER_BYTES);
        while (part.length >= FIRST_BUFFER_BYTES && part.length < PART_BYTES) {
            int wanted = Math.min(part.length, PART_BYTES - part.length);
            byte[] more = content.readNBytes(wanted);
            byte[] joined = Arrays.copyOf(part, part.length + more.length);
            System.arraycopy(more, 0, joined, part.length, more.length);
            part = joined;
            if (more.length < wanted) {
                break;
            }
        }
        return part;
    }
}
