package io.dromedary.poll;

import io.dromedary.store.S3Clients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

/** The client of the polled bucket: the store's, unless the bucket lies elsewhere. */
@Configuration(proxyBeanMethods = false)
class BucketConfiguration {

    /** By name only: whoever asks for just a client means the store's. */
    @Bean(defaultCandidate = false, destroyMethod = "")
    S3Client bucketClient(BucketProperties properties, S3Client storeClient) {
        if (!properties.hasOwnAccess()) {
            return storeClient;
        }
        return S3Clients.connect(
                properties.endpoint(), properties.region(), properties.accessKey(), properties.secretKey());
    }
}
