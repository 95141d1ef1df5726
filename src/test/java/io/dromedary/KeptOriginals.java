package io.dromedary;

import io.dromedary.ledger.LedgerScope;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The originals that the service keeps, in the object store and in the ledger. */
public final class KeptOriginals {

    private KeptOriginals() {}

    /** The keys that begin so. */
    public static List<String> keys(S3Client s3, String bucket, JdbcClient jdbc, String prefix) {
        Stream<String> objects =
                s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                        .map(S3Object::key);
        List<String> small = LedgerScope.ofAllTenants(
                () -> jdbc.sql("""
                        select object_key from document_version
                        where content is not null and starts_with(object_key, :prefix)""").param("prefix", prefix).query(String.class).list());
        return Stream.concat(objects, small.stream()).sorted().toList();
    }
}
