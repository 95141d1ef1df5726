package io.dromedary.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * Sees to it that there is a bucket. An object store that is away at the start does not keep the process from starting:
 * it is asked again in the background until it answers, and until then the process is not ready. One that refuses, for
 * its configuration is wrong, stops the start. What happens to the store later is told by the answers to uploads.
 */
@Component
class Bucket implements InitializingBean, DisposableBean, HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final S3Client s3;
    private final String name;
    private final Duration pause;
    private final Thread search = new Thread(this::search, "bucket-search");
    private volatile boolean found;

    @Autowired
    Bucket(S3Client s3, StoreProperties properties) {
        this(s3, properties.bucket(), PAUSE);
    }

    Bucket(S3Client s3, String name, Duration pause) {
        this.s3 = s3;
        this.name = name;
        this.pause = pause;
    }

    @Override
    public void afterPropertiesSet() {
        try {
            find();
        } catch (SdkException e) {
            if (PatientS3Client.isRefusal(e)) {
                throw e;
            }
            LOG.warn("The object store does not answer; this process is ready when it does: {}", e.getMessage());
            search.setDaemon(true);
            search.start();
        }
    }

    private void find() {
        try {
            s3.headBucket(request ->
                    request.bucket(name).overrideConfiguration(call -> call.apiCallTimeout(PatientS3Client.PATIENCE)));
        } catch (NoSuchBucketException e) {
            create();
        }
        found = true;
    }

    /** Several processes may start at once. */
    private void create() {
        try {
            s3.createBucket(request ->
                    request.bucket(name).overrideConfiguration(call -> call.apiCallTimeout(PatientS3Client.PATIENCE)));
            LOG.info("Created the bucket {}", name);
        } catch (BucketAlreadyOwnedByYouException e) {
            LOG.debug("Another process created the bucket {}", name);
        }
    }

    private void search() {
        while (!found && !Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                find();
                LOG.info("The object store answers");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (SdkException e) {
                LOG.warn("The object store still does not answer: {}", e.getMessage());
            }
        }
    }

    /** Whether the store has answered since the start. */
    @Override
    public Health health() {
        return found
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("reason", "The object store has not answered since the start")
                        .build();
    }

    @Override
    public void destroy() throws InterruptedException {
        search.interrupt();
        search.join(PatientS3Client.PATIENCE.toMillis());
    }
}
