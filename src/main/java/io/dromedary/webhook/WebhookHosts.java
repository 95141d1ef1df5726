package io.dromedary.webhook;

import io.dromedary.api.JsonBody;
import io.dromedary.audit.Audit;
import io.dromedary.audit.Audit.Kind;
import io.dromedary.egress.EgressGuard;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.ledger.AcrossTenants;
import io.dromedary.tenant.Tenants;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The allow-list of a tenant, which operators keep: the hosts that its URLs may have. An empty one allows every host
 * that the service may call at all.
 */
@Component
public class WebhookHosts {

    private static final int MOST = 1_000;
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9.:_-]{0,250}[a-z0-9])?|\\[[0-9a-f:.]+]");

    private final JdbcClient jdbc;
    private final EgressGuard guard;
    private final Tenants tenants;
    private final Audit audit;
    private final JsonBody json;

    WebhookHosts(JdbcClient jdbc, EgressGuard guard, Tenants tenants, Audit audit, JsonBody json) {
        this.jdbc = jdbc;
        this.guard = guard;
        this.tenants = tenants;
        this.audit = audit;
        this.json = json;
    }

    /**
     * The allow-list, as operators read and write it.
     *
     * @param hosts names, and {@code *.example.com} for all below one
     */
    public record HostList(List<String> hosts) {

        public HostList(@Nullable List<String> hosts) {
            if (hosts == null || hosts.size() > MOST) {
                throw invalid("hosts is required, with %d at most".formatted(MOST));
            }
            this.hosts =
                    hosts.stream().map(HostList::checked).distinct().sorted().toList();
        }

        private static String checked(@Nullable String host) {
            String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
            if (!HOST.matcher(name).matches()) {
                throw invalid("A host is a name, or *.example.com for all below one");
            }
            return name;
        }
    }

    /**
     * Checks a URL as it is given, and again as it is called: against the tenant's list, and by the addresses of its
     * host.
     *
     * @throws Failure.Permanent {@link ErrorCode#WEBHOOK_URL_FORBIDDEN}
     */
    @AcrossTenants
    public URI require(UUID tenantId, String url) {
        URI checked = guard.require(url);
        List<String> hosts = hosts(tenantId);
        String host = EgressGuard.host(checked);
        if (!hosts.isEmpty() && hosts.stream().noneMatch(allowed -> matches(allowed, host))) {
            throw new Failure.Permanent(
                    ErrorCode.WEBHOOK_URL_FORBIDDEN, "The host of the URL is not on the tenant's list");
        }
        return checked;
    }

    static boolean matches(String allowed, String host) {
        return allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : host.equals(allowed);
    }

    private List<String> hosts(UUID tenantId) {
        return jdbc.sql("select host from webhook_host where tenant_id = :tenant order by host")
                .param("tenant", tenantId)
                .query(String.class)
                .list();
    }

    /**
     * The list of a tenant.
     *
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND} for an unknown tenant
     */
    @AcrossTenants
    public HostList list(String tenant) {
        return new HostList(hosts(tenants.require(tenant).id()));
    }

    /** Replaces the list; what is on its way to other hosts is stopped too. */
    @AcrossTenants
    @Transactional
    public HostList replace(String tenant, @Nullable InputStream body) {
        UUID tenantId = tenants.require(tenant).id();
        HostList list = json.read(body, HostList.class);
        jdbc.sql("delete from webhook_host where tenant_id = :tenant")
                .param("tenant", tenantId)
                .update();
        jdbc.sql("insert into webhook_host (tenant_id, host) select :tenant, host from unnest(:hosts) as host")
                .param("tenant", tenantId)
                .param("hosts", list.hosts().toArray(String[]::new))
                .update();
        audit.record(tenantId, Kind.TENANT, tenantId, "hosts_set", "operator");
        return list;
    }

    private static Failure invalid(String detail) {
        return new Failure.Permanent(ErrorCode.INVALID_REQUEST, detail);
    }
}
