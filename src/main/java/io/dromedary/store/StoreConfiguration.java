package io.dromedary.store;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

/** One S3 client for the beans and for the aws2-s3 component alike. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean(destroyMethod = "close")
    S3Client s3Client(StoreProperties properties) {
        return S3Clients.connect(
                properties.endpoint(), properties.region(), properties.accessKey(), properties.secretKey());
    }
}
