package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.BrokenStream;
import io.dromedary.WithLedger;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

@Tag("once")
@WithLedger
class ObjectStoreIT {

    private static final int PART = 5 * 1024 * 1024;

    @Autowired
    private ObjectStore store;

    @Autowired
    private S3Client s3;

    @Autowired
    private StoreProperties properties;

    private final String key = "tenant/" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(ints = {1, 65_536, PART, 12 * 1024 * 1024})
    void storesAStreamOfKnownLength(int size) {
        byte[] content = bytes(size);
        store.put(key, new ByteArrayInputStream(content), OptionalLong.of(size));
        assertStored(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, PART - 1, PART, PART + 1, 12 * 1024 * 1024})
    void storesAStreamOfUnknownLength(int size) {
        byte[] content = bytes(size);
        store.put(key, new ByteArrayInputStream(content), OptionalLong.empty());
        assertStored(content);
    }

    @Test
    void storesAStreamThatTrickles() {
        byte[] content = bytes(200_000);
        store.put(key, new Trickle(content), OptionalLong.empty());
        assertStored(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000, 7 * 1024 * 1024})
    void aStreamOfUnknownLengthThatBreaksLeavesNothing(int size) {
        assertThatThrownBy(() ->
                        store.put(key, BrokenStream.after(bytes(size), new IOException("gone")), OptionalLong.empty()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("gone");
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 7 * 1024 * 1024})
    void aStreamOfKnownLengthThatBreaksLeavesNothing(int size) {
        assertThatThrownBy(() -> store.put(
                        key, BrokenStream.after(bytes(size), new IOException("gone")), OptionalLong.of(size + 10L)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("gone");
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 7 * 1024 * 1024})
    void aRefusalInTheStreamComesOutAsItself(int size) {
        Failure refusal = new Failure.Permanent(ErrorCode.DOCUMENT_TOO_LARGE, "enough");
        assertThatThrownBy(() -> store.put(key, BrokenStream.after(bytes(size), refusal), OptionalLong.of(size + 10L)))
                .isSameAs(refusal);
        assertThatThrownBy(() -> store.put(key, BrokenStream.after(bytes(size), refusal), OptionalLong.empty()))
                .isSameAs(refusal);
        assertNothingStored();
    }

    @Test
    void aStreamThatEndsBeforeItsAnnouncedLengthLeavesNothing() {
        assertThatThrownBy(() -> store.put(key, new ByteArrayInputStream(bytes(50)), OptionalLong.of(100)))
                .isInstanceOf(UncheckedIOException.class);
        assertNothingStored();
    }

    @Test
    void deletesAndDoesNotMindDeletingAgain() {
        store.put(key, new ByteArrayInputStream(bytes(10)), OptionalLong.of(10));
        store.delete(key);
        assertNothingStored();
        assertThatCode(() -> store.delete(key)).doesNotThrowAnyException();
    }

    private void assertStored(byte[] content) {
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(properties.bucket()).key(key))
                        .asByteArray())
                .isEqualTo(content);
        assertThat(s3.listMultipartUploads(request -> request.bucket(properties.bucket()))
                        .uploads())
                .extracting(MultipartUpload::key)
                .doesNotContain(key);
        store.delete(key);
    }

    private void assertNothingStored() {
        assertThat(s3.listObjectsV2(
                                request -> request.bucket(properties.bucket()).prefix(key))
                        .contents())
                .extracting(S3Object::key)
                .isEmpty();
        assertThat(s3.listMultipartUploads(request -> request.bucket(properties.bucket()))
                        .uploads())
                .extracting(MultipartUpload::key)
                .doesNotContain(key);
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Yields a few bytes at a time, as a network does. */
    private static final class Trickle extends ByteArrayInputStream {

        Trickle(byte[] content) {
            super(content);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 777));
        }
    }
}
