package io.dromedary.store;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

/** One S3 client for the beans, and for the aws2-s3 component in its patient form. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean(destroyMethod = "close")
    S3Client s3Client(StoreProperties properties) {
        return S3Clients.connect(
                properties.endpoint(), properties.region(), properties.accessKey(), properties.secretKey());
    }

    /** By name only: whoever asks for just a client means the one above. */
    @Bean(defaultCandidate = false, destroyMethod = "")
    S3Client routeS3Client(S3Client s3Client) {
        return new PatientS3Client(s3Client);
    }
}
