package io.dromedary.poll;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The bucket where objects are dropped: which of them may be taken, and where they go. Every request after the first
 * insists on the version that was read, so what replaced it meanwhile stays and is found again. Keys are data: they are
 * never evaluated, and no path is made of them.
 */
@Component
public class DropBucket implements SourcePlace, DisposableBean {

    private static final String DONE = "done/";
    private static final String REFUSED = "refused/";

    /** What S3 allows, in UTF-8. */
    private static final int MAX_KEY_BYTES = 1024;

    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;

    private final BucketProperties properties;
    private final Claims claims;
    private final S3Client s3;

    DropBucket(BucketProperties properties, ClaimLedger ledger, @Qualifier("bucketClient") S3Client s3) {
        this.properties = properties;
        this.claims = new Claims(ledger, "bucket/" + properties.name(), properties.maxPerPoll(), System::nanoTime);
        this.s3 = s3;
    }

    /** Whether there is a bucket to poll. */
    public boolean configured() {
        return properties.isConfigured();
    }

    BucketProperties properties() {
        return properties;
    }

    /** {@inheritDoc} What ends in a slash is the picture of a folder, which consoles make, and no document. */
    @Override
    public boolean take(String key) {
        return !key.endsWith("/") && claims.take(below(key));
    }

    @Override
    public void release(String key) {
        claims.release(below(key));
    }

    private String below(String key) {
        return key.startsWith(properties.prefix())
                ? key.substring(properties.prefix().length())
                : key;
    }

    /** Holds on to an object that was taken and is about to be read. */
    public Source find(String key, ResponseInputStream<GetObjectResponse> answer) {
        return new FoundObject(this, below(key), answer);
    }

    void postpone(String path) {
        claims.postpone(path);
    }

    void setAside(String path, GetObjectResponse version) {
        if (properties.after() == After.DELETE) {
            remove(path, version);
        } else {
            move(path, version, asideKey(DONE, path, ""));
        }
    }

    void refuse(String path, GetObjectResponse version, byte[] problem) {
        String target = asideKey(REFUSED, path, FileMover.PROBLEM_SUFFIX);
        try {
            s3.putObject(
                    request -> request.bucket(properties.name())
                            .key(target + FileMover.PROBLEM_SUFFIX)
                            .contentType("application/problem+json"),
                    RequestBody.fromBytes(problem));
        } catch (SdkException e) {
            throw unavailable(e);
        }
        move(path, version, target);
    }

    /** The same path, or its hash where a store could take offence at the path. */
    private static String asideKey(String folder, String path, String suffix) {
        String key = folder + path;
        int bytes = (key + suffix).getBytes(StandardCharsets.UTF_8).length;
        return bytes <= MAX_KEY_BYTES && SourceName.isUsable(path) ? key : folder + DigestUtils.sha256Hex(path);
    }

    private void move(String path, GetObjectResponse version, String target) {
        try {
            s3.copyObject(request -> request.sourceBucket(properties.name())
                    .sourceKey(properties.prefix() + path)
                    .sourceVersionId(version.versionId())
                    .copySourceIfMatch(version.eTag())
                    .destinationBucket(properties.name())
                    .destinationKey(target));
        } catch (SdkException e) {
            if (isReplaced(e)) {
                claims.forget(path);
                return;
            }
            throw unavailable(e);
        }
        remove(path, version);
    }

    /**
     * Removes this version. A bucket that keeps versions removes just that one; another store is asked before whether
     * the object is still the same, for not every store heeds the condition on the removal itself.
     */
    private void remove(String path, GetObjectResponse version) {
        String key = properties.prefix() + path;
        try {
            if (version.versionId() == null) {
                s3.headObject(
                        request -> request.bucket(properties.name()).key(key).ifMatch(version.eTag()));
            }
            s3.deleteObject(request -> request.bucket(properties.name())
                    .key(key)
                    .versionId(version.versionId())
                    .ifMatch(version.versionId() == null ? version.eTag() : null));
        } catch (SdkException e) {
            if (!isReplaced(e)) {
                throw unavailable(e);
            }
        }
        claims.forget(path);
    }

    private static boolean isReplaced(SdkException e) {
        return e instanceof S3Exception answer
                && (answer.statusCode() == PRECONDITION_FAILED || answer.statusCode() == NOT_FOUND);
    }

    private static Failure unavailable(SdkException e) {
        return new Failure.Transient(
                ErrorCode.SOURCE_UNAVAILABLE,
                "The bucket does not let us: %s".formatted(Objects.requireNonNullElse(e.getMessage(), "no reason")),
                e);
    }

    /** The store's client is closed by the store. */
    @Override
    public void destroy() {
        if (properties.hasOwnAccess()) {
            s3.close();
        }
    }
}
