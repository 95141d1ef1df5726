package io.dromedary.store;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes S3 clients that any S3 server understands. */
public final class S3Clients {

    /** Uploads and downloads of all workers and requests share these; slow uploads must not take the last one. */
    private static final int MAX_CONNECTIONS = 256;

    private static final String ANY_REGION = "us-east-1";

    /** What goes to these never leaves the machine (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). */
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]");

    private S3Clients() {}

    /**
     * Connects to an S3 API.
     *
     * @param endpoint absent for Amazon's own of the region
     * @param region any name will do where an endpoint is given
     * @param accessKey absent together with the secret key: the default chain of the AWS SDK finds the credentials
     */
    public static S3Client connect(
            @Nullable URI endpoint, @Nullable String region, @Nullable String accessKey, @Nullable String secretKey) {
        var builder = S3Client.builder()
                .region(Region.of(region == null ? ANY_REGION : region))
                .credentialsProvider(credentials(accessKey, secretKey))
                // Older S3 servers refuse the trailing checksums that the SDK adds on its own.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.addExecutionInterceptor(new EncodedListings()))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .maxConnections(MAX_CONNECTIONS)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(Duration.ofSeconds(60)));
        if (endpoint != null) {
            builder.endpointOverride(endpoint).forcePathStyle(true);
            if (LOOPBACK.matcher(endpoint.getHost()).matches()) {
                builder.putAuthScheme(new UnsignedPayload());
            }
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(@Nullable String accessKey, @Nullable String secretKey) {
        if (accessKey == null || secretKey == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }
}
