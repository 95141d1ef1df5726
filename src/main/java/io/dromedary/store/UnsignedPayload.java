package io.dromedary.store;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signs requests without what they carry ({@code UNSIGNED-PAYLOAD}), as the SDK does over HTTPS. Over plain HTTP its
 * synchronous clients hash every byte for the signature, and the server hashes them again, against whoever changes them
 * on the way. For connections on which nobody can.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">Signature version 4</a>
 */
final class UnsignedPayload implements AwsV4AuthScheme {

    private final AwsV4AuthScheme scheme = AwsV4AuthScheme.create();
    private final AwsV4HttpSigner signer = new Signer(scheme.signer());

    @Override
    public String schemeId() {
        return scheme.schemeId();
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return scheme.identityProvider(providers);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return signer;
    }

    private static final class Signer implements AwsV4HttpSigner {

        private final AwsV4HttpSigner signer;

        Signer(AwsV4HttpSigner signer) {
            this.signer = signer;
        }

        /** A request that carries nothing is signed as one whose payload is not looked at. */
        @Override
        public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
            if (request.payload().isEmpty()) {
                return signer.sign(request);
            }
            return signer
                    .sign(request.toBuilder()
                            .payload(null)
                            .putProperty(PAYLOAD_SIGNING_ENABLED, false)
                            .build())
                    .toBuilder()
                    .payload(request.payload().get())
                    .build();
        }

        @Override
        public CompletableFuture<AsyncSignedRequest> signAsync(
                AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
            return signer.signAsync(request);
        }
    }
}
