package io.dromedary.configuration;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What concerns the service as a whole. Other keys begin with the same word, so unknown ones are not refused here.
 *
 * @param dataDir the API key, working copies, and all data of standalone mode. One process at a time. Default:
 *     {@code ./data}.
 * @param roles which groups of routes this process runs. Default: all.
 * @param apiKey a key of the tenant {@code default}. Without one, the first start makes a key and keeps it in the file
 *     {@code api-key} of the data directory. Range: 16 visible ASCII characters or more.
 * @param adminKey opens the admin API, see api.md#for-operators. Without one there is none. Range: as above.
 * @param metricsKey who shows it as {@code Authorization: Bearer} may read {@code /observe/metrics}. Without one, only
 *     this machine may. Range: as above.
 * @param secretKey seals the secrets of webhooks in the ledger. The same for all processes. Standalone mode makes and
 *     keeps one; elsewhere nothing can be registered without. Range: 32 characters or more.
 */
@Validated
@ConfigurationProperties(prefix = "dromedary")
public record ServiceProperties(
        @NotNull Path dataDir,
        @NotEmpty Set<Role> roles,

        @Nullable @Pattern(regexp = OPERATORS_KEY, message = OPERATORS_KEY_RULE)
        String apiKey,

        @Nullable @Pattern(regexp = OPERATORS_KEY, message = OPERATORS_KEY_RULE)
        String adminKey,

        @Nullable @Pattern(regexp = OPERATORS_KEY, message = OPERATORS_KEY_RULE)
        String metricsKey,

        @Nullable @Pattern(regexp = "|(?s).{32,}", message = "must have at least 32 characters")
        String secretKey) {

    private static final String OPERATORS_KEY = "|[!-~]{16,}";
    private static final String OPERATORS_KEY_RULE = "must have at least 16 visible ASCII characters";

    /** The parts of the work that a process may do. */
    public enum Role {
        INTAKE,
        DISPATCH,
        WORK,
        DELIVER,
        WATCH
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ServiceProperties[dataDir=%s, roles=%s]".formatted(dataDir, roles);
    }
}
