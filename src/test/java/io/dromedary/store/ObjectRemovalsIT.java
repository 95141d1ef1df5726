package io.dromedary.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Ledger;
import io.dromedary.WithLedger;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** An object that must go goes, however often the object store does not do it. */
@WithLedger
class ObjectRemovalsIT {

    @Autowired
    private ObjectRemovals removals;

    @Autowired
    private ObjectStore store;

    @Autowired
    private StoreProperties properties;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private Ledger ledger;

    @Test
    void whatTheStoreDidNotRemoveIsRemovedLater() {
        UUID tenant = ledger.newTenant();
        String key = tenant + "/an-object";
        store.put(key, new ByteArrayInputStream(new byte[] {1}), OptionalLong.of(1));
        // The route of this context must not come first.
        transaction.executeWithoutResult(status -> {
            removals.add(tenant, List.of(key));
            due(key, "now() + interval '1 hour'");
        });

        new ObjectRemovals(jdbc, new ObjectStore(brokenS3(), properties)).remove(List.of(key));
        assertThat(store.exists(key)).isTrue();
        assertThat(ledger.count("object_removal where object_key = ?", key)).isEqualTo(1);

        due(key, "now() - interval '1 hour'");
        removals.removeDue();
        assertThat(store.exists(key)).isFalse();
        assertThat(ledger.count("object_removal where object_key = ?", key)).isZero();
    }

    @Test
    void aKeyThatEndsInASlashStandsForAllThatBeginWithIt() {
        UUID tenant = ledger.newTenant();
        for (String name : List.of("/a", "/b", "x")) {
            store.put(tenant + name, new ByteArrayInputStream(new byte[] {1}), OptionalLong.of(1));
        }
        removals.remove(List.of(tenant + "/"));
        assertThat(store.count(tenant.toString())).isEqualTo(1);
        store.delete(tenant + "x");
    }

    private void due(String key, String at) {
        jdbc.sql("update object_removal set due_at = " + at + " where object_key = ?")
                .param(key)
                .update();
    }

    private static S3Client brokenS3() {
        return (S3Client) Proxy.newProxyInstance(
                S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                    throw SdkClientException.create("away");
                });
    }
}
