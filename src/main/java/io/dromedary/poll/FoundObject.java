package io.dromedary.poll;

import io.dromedary.intake.IdempotencyKey;
import java.io.InputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object in the polled bucket: one answer of the store with one version of it. */
final class FoundObject implements Source {

    private final DropBucket bucket;
    private final String path;
    private final GetObjectResponse version;
    private final ObjectContent content;

    FoundObject(DropBucket bucket, String path, ResponseInputStream<GetObjectResponse> answer) {
        this.bucket = bucket;
        this.path = path;
        this.version = answer.response();
        this.content = new ObjectContent(answer);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public SourceName name() {
        BucketProperties properties = bucket.properties();
        return SourceName.of(path, properties.tenant(), properties.tenantFolders());
    }

    @Override
    public long length() {
        return version.contentLength();
    }

    @Override
    public @Nullable String declaredType() {
        return version.contentType();
    }

    /** The ETag stands for the content; where the store gives none, the time and the length must do. */
    @Override
    public IdempotencyKey key() {
        String tag = version.eTag() == null ? version.lastModified() + "/" + length() : version.eTag();
        return new IdempotencyKey("bucket:%s:%s"
                .formatted(
                        DigestUtils.sha256Hex(bucket.properties().name() + "\n" + name().externalId()),
                        DigestUtils.sha256Hex(tag)));
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void setAside() {
        close();
        bucket.setAside(path, version);
    }

    @Override
    public void refuse(byte[] problem) {
        close();
        bucket.refuse(path, version, problem);
    }

    @Override
    public void postpone() {
        bucket.postpone(path);
    }

    @Override
    public void close() {
        content.close();
    }
}
