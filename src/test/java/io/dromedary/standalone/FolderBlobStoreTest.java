package io.dromedary.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

class FolderBlobStoreTest {

    private static final String ID = "4be0643f-1d98-573b-97cd-ca98a65347dd";

    @TempDir
    Path folder;

    private BlobStore plain;
    private FolderBlobStore store;

    @BeforeEach
    void create() {
        plain = new FilesystemNio2BlobStore(folder.toString());
        store = new FolderBlobStore(plain, folder);
        store.createContainer("bucket");
    }

    @Test
    void listsAnObjectOnlyOnceItIsWhole() {
        var listedMeanwhile = new ArrayList<String>();
        put("a/report.pdf", new ByteArrayInputStream("content".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                assertThat(keys(plain))
                        .as("the file that the upload is written to")
                        .isNotEmpty();
                listedMeanwhile.addAll(keys(store));
                return super.read(buffer, offset, length);
            }
        });
        assertThat(listedMeanwhile).isEmpty();
        assertThat(keys(store)).containsExactly("a/report.pdf");
    }

    @Test
    void listsObjectsThatAreNamedByAnId() {
        put("documents/" + ID, InputStream.nullInputStream());
        put(ID, InputStream.nullInputStream());
        assertThat(keys(store)).containsExactlyInAnyOrder(ID, "documents/" + ID);
    }

    @Test
    void sweepsOnlyWhatACrashLeftBehind() throws IOException {
        put("documents/" + ID, InputStream.nullInputStream());
        Files.writeString(folder.resolve("bucket/documents").resolve(ID + "-" + ID), "half");
        store.initiateMultipartUpload(CreateMultipartUploadRequest.builder()
                .bucket("bucket")
                .key("in/report.pdf")
                .build());
        store.sweepUploadsInFlight();
        assertThat(store.listMultipartUploads("bucket")).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(folder.resolve("bucket/documents/" + ID));
        }
    }

    @Test
    void acknowledgesKeysThatAreNoFileNames() {
        put("folder/", InputStream.nullInputStream());
        put("a//b", InputStream.nullInputStream());
    }

    private void put(String key, InputStream content) {
        store.putBlob(PutObjectRequest.builder().bucket("bucket").key(key).build(), content);
    }

    private static List<String> keys(BlobStore store) {
        var v2 = store.list(ListObjectsV2Request.builder().bucket("bucket").build());
        var v1 = store.listV1(ListObjectsRequest.builder().bucket("bucket").build());
        assertThat(v1.contents()).isEqualTo(v2.contents());
        return v2.contents().stream().map(S3Object::key).toList();
    }
}
