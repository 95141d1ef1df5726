package io.dromedary.store;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Stores streams under keys, whole or not at all: an upload that fails on the way, for whatever reason, leaves nothing
 * behind. Memory is constant when the length is known and one part of an upload otherwise; all parts together have a
 * bound. What is small is sent whole. Thread-safe.
 */
@Component
public class ObjectStore {

    /** The smallest part that S3 accepts, except for the last one. */
    private static final int PART_BYTES = 5 * 1024 * 1024;

    private static final int FIRST_BUFFER_BYTES = 64 * 1024;

    /** Parts may take a quarter of the heap. */
    private static final int MAX_PARTS = (int) Math.max(2, Runtime.getRuntime().maxMemory() / 4 / PART_BYTES);

    /** Half as long as others wait. */
    private static final Duration SLOWEST_PART = Duration.ofSeconds(30);

    private static final Duration LONGEST_CHECK = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final S3Client s3;
    private final String bucket;
    private final Semaphore parts = new Semaphore(MAX_PARTS, true);

    ObjectStore(S3Client s3, StoreProperties properties) {
        this.s3 = s3;
        this.bucket = properties.bucket();
    }

    /**
     * Asks whether the bucket is there, once.
     *
     * @throws SdkException when the store does not say so within a few seconds
     */
    public void check() {
        s3.headBucket(request ->
                request.bucket(bucket).overrideConfiguration(override -> override.apiCallTimeout(LONGEST_CHECK)));
    }

    /**
     * Stores what the stream yields.
     *
     * @param length of the stream, when it is known in advance
     * @throws UncheckedIOException when the stream fails or is of another length
     * @throws Failure.Transient {@link ErrorCode#STORE_UNAVAILABLE}, or {@link ErrorCode#TOO_MANY_UPLOADS} when no
     *     memory is left for another upload of unknown length
     * @throws RuntimeException whatever else the stream throws, as it is
     */
    public void put(String key, InputStream content, OptionalLong length) {
        SourceStream source = new SourceStream(content, length);
        try {
            if (length.orElse(0) >= FIRST_BUFFER_BYTES) {
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

    /**
     * Opens the object.
     *
     * @return a stream that whoever reads it closes
     * @throws Failure.Permanent {@link ErrorCode#ORIGINAL_GONE} when there is no such object
     * @throws Failure.Transient {@link ErrorCode#STORE_UNAVAILABLE}
     */
    public InputStream open(String key) {
        try {
            return s3.getObject(request -> request.bucket(bucket).key(key));
        } catch (NoSuchKeyException e) {
            throw new Failure.Permanent(ErrorCode.ORIGINAL_GONE, "The original is not kept any more", e);
        } catch (SdkException e) {
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not yield " + key, e);
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

    /** Removes all objects whose keys begin so. */
    public void deleteAll(String prefix) {
        each(prefix, this::delete);
    }

    /** How many objects there are whose keys begin so. */
    public long count(String prefix) {
        long[] count = {0};
        each(prefix, key -> count[0]++);
        return count[0];
    }

    private void each(String prefix, Consumer<String> action) {
        try {
            s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                    .map(S3Object::key)
                    .forEach(action);
        } catch (SdkException e) {
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not list its objects", e);
        }
    }

    /** The keys behind this one in their order, a page of them; the empty key begins. */
    public List<String> keysAfter(String key, int most) {
        try {
            return s3
                    .listObjectsV2(
                            request -> request.bucket(bucket).startAfter(key).maxKeys(most))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .toList();
        } catch (SdkException e) {
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not list its objects", e);
        }
    }

    /** Whether there is such an object. */
    public boolean exists(String key) {
        try {
            s3.headObject(request -> request.bucket(bucket).key(key));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        } catch (SdkException e) {
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not tell of " + key, e);
        }
    }

    /**
     * Gives up multipart uploads that a dead process began: what they hold is stored, and listed nowhere else.
     *
     * @param age longer than any upload takes; by the clocks of the store and of this process
     * @return how many of the first thousand
     */
    public int abortUploads(Duration age) {
        try {
            Instant latest = Instant.now().minus(age);
            List<MultipartUpload> old = s3.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                    .filter(upload -> upload.initiated().isBefore(latest))
                    .toList();
            old.forEach(upload -> s3.abortMultipartUpload(
                    request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
            return old.size();
        } catch (SdkException e) {
            throw new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store did not list its uploads", e);
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
        byte[] first = content.readNBytes(FIRST_BUFFER_BYTES);
        if (first.length < FIRST_BUFFER_BYTES) {
            // Signed as a whole, and can be sent again: a stream is sent in signed chunks, and once.
            s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(first));
            return;
        }
        takePart();
        try {
            byte[] part = Arrays.copyOf(first, PART_BYTES);
            int length = fill(part, first.length, content);
            putInParts(key, content, part, length);
        } finally {
            parts.release();
        }
    }

    private void putInParts(String key, InputStream content, byte[] part, int firstLength) throws IOException {
        if (firstLength < PART_BYTES) {
            s3.putObject(request -> request.bucket(bucket).key(key), body(part, firstLength));
            return;
        }
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(bucket).key(key))
                .uploadId();
        try {
            List<CompletedPart> stored = new ArrayList<>();
            for (int length = firstLength; length > 0; length = fill(part, 0, content)) {
                stored.add(putPart(key, upload, stored.size() + 1, body(part, length)));
            }
            s3.completeMultipartUpload(request ->
                    request.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(stored)));
        } catch (RuntimeException | IOException e) {
            abort(key, upload, e);
            throw e;
        }
    }

    /**
     * Reads a part. A stream that is slow may take its time, unless others wait for the memory that it holds.
     *
     * @return the bytes in the part; fewer than it could hold only at the end of the stream
     */
    private int fill(byte[] part, int from, InputStream content) throws IOException {
        long deadline = System.nanoTime() + SLOWEST_PART.toNanos();
        int length = from;
        for (int count = 0; count >= 0 && length < PART_BYTES; length += Math.max(count, 0)) {
            if (parts.hasQueuedThreads() && System.nanoTime() > deadline) {
                throw new Failure.Permanent(
                        ErrorCode.UPLOAD_TOO_SLOW, "Others wait, and %d bytes took too long".formatted(length));
            }
            count = content.read(part, length, PART_BYTES - length);
        }
        return length;
    }

    /** Waits for the memory of a part, so that many uploads of unknown length share the heap. */
    private void takePart() {
        try {
            if (parts.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Failure.Transient(
                ErrorCode.TOO_MANY_UPLOADS, "%d uploads of unknown length are in progress".formatted(MAX_PARTS));
    }

    private static RequestBody body(byte[] part, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part, 0, length), length, "application/octet-stream");
    }

    private CompletedPart putPart(String key, String upload, int number, RequestBody body) {
        String tag = s3.uploadPart(
                        request ->
                                request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        body)
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
}
