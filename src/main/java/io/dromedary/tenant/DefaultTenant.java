package io.dromedary.tenant;

import io.dromedary.ledger.LedgerScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes the service usable from its first start: the tenant {@code default} with one API key, which is the configured
 * one or else a random one, kept in the file {@code api-key} of the data directory for the owner's eyes alone. Safe to
 * repeat.
 */
@Component
class DefaultTenant implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultTenant.class);
    private static final String NAME = "default";

    private final JdbcClient jdbc;
    private final Path keyFile;
    private final @Nullable String configured;

    DefaultTenant(
            JdbcClient jdbc,
            @Value("${dromedary.data-dir}") Path dataDir,
            @Value("${dromedary.api-key:}") String configured) {
        this.jdbc = jdbc;
        this.keyFile = dataDir.resolve("api-key");
        this.configured = configured.isBlank() ? null : configured;
    }

    @Override
    public void afterPropertiesSet() {
        LedgerScope.ofAllTenants(this::ensureTenantWithKey);
    }

    private UUID ensureTenantWithKey() {
        UUID tenant = ensureTenant();
        if (configured != null) {
            ensureKey(tenant, new ApiKey(configured));
        } else if (hasNoKey(tenant)) {
            ApiKey key = ApiKey.random(new SecureRandom());
            write(key);
            ensureKey(tenant, key);
            LOG.info("The API key of tenant '{}' is in {}", NAME, keyFile);
        }
        return tenant;
    }

    private UUID ensureTenant() {
        jdbc.sql("insert into tenant (id, name) values (:id, :name) on conflict (name) do nothing")
                .param("id", UUID.randomUUID())
                .param("name", NAME)
                .update();
        return jdbc.sql("select id from tenant where name = :name")
                .param("name", NAME)
                .query(UUID.class)
                .single();
    }

    private boolean hasNoKey(UUID tenant) {
        return jdbc.sql("""
                        select not exists (
                            select from api_key
                            where tenant_id = :tenant and revoked_at is null
                              and (expires_at is null or expires_at > now()))""").param("tenant", tenant).query(Boolean.class).single();
    }

    private void ensureKey(UUID tenant, ApiKey key) {
        jdbc.sql("""
                        insert into api_key (id, tenant_id, prefix, hash) values (:id, :tenant, :prefix, :hash)
                        on conflict (hash) do nothing""")
                .param("id", UUID.randomUUID())
                .param("tenant", tenant)
                .param("prefix", key.prefix())
                .param("hash", key.hash())
                .update();
    }

    private void write(ApiKey key) {
        try {
            Files.createDirectories(keyFile.toAbsolutePath().getParent());
            Files.deleteIfExists(keyFile);
            Files.createFile(keyFile, ownerOnly());
            Files.writeString(keyFile, key.value() + System.lineSeparator(), StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The API key cannot be kept in " + keyFile, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
