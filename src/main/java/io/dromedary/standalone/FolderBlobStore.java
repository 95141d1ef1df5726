package io.dromedary.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What S3Proxy's folder lacks to be an object store. It writes an upload in flight to {@code <key>-<uuid>} beside the
 * object and would list it: a poller would fetch, and delete, half a document. Here such files are hidden, and those
 * that a crash left behind are swept; no key may therefore end in {@code -<uuid>}. And an object is acknowledged only
 * when the disk has it.
 */
final class FolderBlobStore extends ForwardingBlobStore {

    private static final Pattern IN_FLIGHT =
            Pattern.compile(".*-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.DOTALL);

    /** How S3Proxy names the folder with the parts of a multipart upload; it lists nothing of that name. */
    private static final String PARTS = ".mpus-";

    private final Path folder;

    FolderBlobStore(BlobStore delegate, Path folder) {
        super(delegate);
        this.folder = folder;
    }

    /** Deletes what uploads of an earlier process left unfinished. Only while nothing is being uploaded. */
    void sweepUploadsInFlight() throws IOException {
        List<Path> leftovers;
        try (Stream<Path> paths = Files.walk(folder)) {
            leftovers = paths.filter(FolderBlobStore::isLeftover).toList();
        }
        for (Path leftover : leftovers) {
            FileSystemUtils.deleteRecursively(leftover);
        }
    }

    private static boolean isLeftover(Path path) {
        String name = path.getFileName().toString();
        return name.startsWith(PARTS) || (isInFlight(name) && Files.isRegularFile(path));
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        ListObjectsV2Response page = super.list(request);
        return page.toBuilder().contents(finished(page.contents())).build();
    }

    @Override
    public ListObjectsResponse listV1(ListObjectsRequest request) {
        ListObjectsResponse page = super.listV1(request);
        return page.toBuilder().contents(finished(page.contents())).build();
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        PutObjectResponse response = super.putBlob(request, content);
        force(request.bucket(), request.key());
        return response;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        CompleteMultipartUploadResponse response = super.completeMultipartUpload(upload, request);
        force(request.bucket(), request.key());
        return response;
    }

    private static List<S3Object> finished(List<S3Object> objects) {
        return objects.stream().filter(object -> !isInFlight(object.key())).toList();
    }

    private static boolean isInFlight(String name) {
        return IN_FLIGHT.matcher(name).matches();
    }

    /** Writes the object through to the disk, and the folders that name it where a folder can be written through. */
    private void force(String bucket, String key) {
        Path bucketFolder = folder.resolve(bucket);
        try {
            Path object = bucketFolder.resolve(key).normalize();
            force(object);
            Path parent = DataDirectory.isPosix(folder) ? object.getParent() : null;
            while (parent != null && parent.startsWith(bucketFolder)) {
                force(parent);
                parent = parent.getParent();
            }
        } catch (NoSuchFileException e) {
            // Deleted meanwhile by another client: nothing is left to keep.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void force(Path path) throws IOException {
        var access = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (var channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }
}
