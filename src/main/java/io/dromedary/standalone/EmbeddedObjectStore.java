package io.dromedary.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An S3 API in this process: S3Proxy over a folder, with signed requests only and no bucket to begin with. */
final class EmbeddedObjectStore implements EmbeddedServer {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedObjectStore.class);
    private static final String ACCESS_KEY = "dromedary";

    /**
     * A signed request that is not sent in chunks is buffered in memory as a whole; clients that stream send chunks.
     */
    private static final long LARGEST_BUFFERED_REQUEST = 16L << 20;

    private static final long STOP_MILLIS = 5_000;

    private final DataDirectory directory;
    private final Keepsakes keepsakes;
    private volatile @Nullable S3Proxy proxy;

    EmbeddedObjectStore(DataDirectory directory, Keepsakes keepsakes) {
        this.directory = directory;
        this.keepsakes = keepsakes;
    }

    @Override
    public Started start() throws Exception {
        Path objects = directory.folder("objects");
        int port = keepsakes.port("store");
        String secret = keepsakes.secret("store");
        var endpoint = URI.create("http://" + HOST + ":" + port);
        var folder = new FolderBlobStore(new FilesystemNio2BlobStore(objects.toString()), objects);
        folder.sweepUploadsInFlight();
        S3Proxy server = S3Proxy.builder()
                .blobStore(folder)
                .endpoint(endpoint)
                // Newer SDKs send headers that S3Proxy would refuse with 501.
                .ignoreUnknownHeaders(true)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, secret)
                .v4MaxNonChunkedRequestSize(LARGEST_BUFFERED_REQUEST)
                .stopTimeout(STOP_MILLIS)
                .build();
        proxy = server;
        server.start();
        return new Started(
                "S3 API (S3Proxy) on " + HOST + ":" + port,
                Map.of(
                        "dromedary.store.endpoint",
                        endpoint.toString(),
                        "dromedary.store.region",
                        "us-east-1",
                        "dromedary.store.access-key",
                        ACCESS_KEY,
                        "dromedary.store.secret-key",
                        secret));
    }

    @Override
    public void close() {
        S3Proxy server = proxy;
        if (server == null) {
            return;
        }
        proxy = null;
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("The embedded S3 API did not stop cleanly", e);
        }
    }
}
