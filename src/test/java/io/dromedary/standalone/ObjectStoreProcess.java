package io.dromedary.standalone;

import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** The S3 API of standalone mode as a process of its own, for the processes of a cluster to share. */
public final class ObjectStoreProcess {

    private ObjectStoreProcess() {}

    /**
     * Serves the folder until the input ends.
     *
     * @param arguments folder, port, access key, secret key
     */
    public static void main(String[] arguments) throws Exception {
        Path objects = Files.createDirectories(Path.of(arguments[0]));
        FolderBlobStore folder = new FolderBlobStore(new FilesystemNio2BlobStore(objects.toString()), objects);
        S3Proxy server = S3Proxy.builder()
                .blobStore(folder)
                .endpoint(URI.create("http://127.0.0.1:" + arguments[1]))
                .ignoreUnknownHeaders(true)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, arguments[2], arguments[3])
                .v4MaxNonChunkedRequestSize(16L << 20)
                .build();
        server.start();
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
