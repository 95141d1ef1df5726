package io.dromedary.poll;

import io.dromedary.store.PatientS3Client;
import io.dromedary.store.S3Clients;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

/** The client of the polled bucket: the store's, unless the bucket lies elsewhere. */
@Configuration(proxyBeanMethods = false)
class BucketConfiguration {

    /** By name only: whoever asks for just a client means the store's. Closed last or first, it may be closed twice. */
    @Bean(defaultCandidate = false, destroyMethod = "close")
    S3Client bucketClient(BucketProperties properties, @Qualifier("routeS3Client") S3Client storeClient) {
        if (!properties.hasOwnAccess()) {
            return storeClient;
        }
        return new PatientS3Client(S3Clients.connect(
                properties.endpoint(), properties.region(), properties.accessKey(), properties.secretKey()));
    }
}
