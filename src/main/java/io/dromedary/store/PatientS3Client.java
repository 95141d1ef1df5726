package io.dromedary.store;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;

/**
 * What routes are given: an endpoint of aws2-s3 asks for its bucket when its route starts, and an error ends the
 * process (Camel 4.17, {@code AWS2S3Endpoint.doStart}). Here a store that is away when it is asked for a bucket is
 * taken to have it; what the route then does with it fails for as long as the store is away, as at any other time. A
 * store that refuses, or has no such bucket, still stops the start.
 */
public final class PatientS3Client extends DelegatingS3Client {

    private static final Logger LOG = LoggerFactory.getLogger(PatientS3Client.class);

    /** All attempts of the SDK together. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int FIRST_REFUSAL = 400;
    private static final int SLOW_DOWN = 429;
    private static final int FIRST_OUTAGE = 500;

    public PatientS3Client(S3Client client) {
        super(client);
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        try {
            return super.headBucket(request.toBuilder()
                    .overrideConfiguration(call -> call.apiCallTimeout(PATIENCE))
                    .build());
        } catch (SdkException e) {
            if (isRefusal(e)) {
                throw e;
            }
            LOG.warn(
                    "The bucket {} cannot be asked for, and is taken to be there: {}",
                    request.bucket(),
                    e.getMessage());
            return HeadBucketResponse.builder().build();
        }
    }

    /** Whether the store has answered, and asking again would not help. */
    static boolean isRefusal(SdkException e) {
        return e instanceof AwsServiceException answer
                && answer.statusCode() >= FIRST_REFUSAL
                && answer.statusCode() < FIRST_OUTAGE
                && answer.statusCode() != SLOW_DOWN;
    }
}
