package io.dromedary.webhook;

import io.dromedary.egress.ForbiddenAddressException;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.error.RetryAfter;
import io.dromedary.ledger.AcrossTenants;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Records what became of an attempt: delivered, tried again later, or failed for good. A late outcome of an attempt
 * whose lease has ended changes nothing.
 */
@Component
@AcrossTenants
public class DeliveryOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOutcomes.class);
    private static final int GONE = 410;

    /** The first that fits tells what went wrong; the texts of exceptions may name addresses. */
    private static final List<Map.Entry<Class<? extends Throwable>, String>> ERRORS = List.of(
            Map.entry(ForbiddenAddressException.class, "address_forbidden"),
            Map.entry(UnknownHostException.class, "host_unknown"),
            Map.entry(SocketTimeoutException.class, "timeout"),
            Map.entry(SSLException.class, "tls_failed"));

    private final JdbcClient jdbc;
    private final RetrySchedule schedule;
    private final EndpointHealth health;

    DeliveryOutcomes(JdbcClient jdbc, RetrySchedule schedule, EndpointHealth health) {
        this.jdbc = jdbc;
        this.schedule = schedule;
        this.health = health;
    }

    /**
     * The receiver has answered.
     *
     * @param retryAfter the header of that name; it counts with any status that is no success
     */
    @Transactional
    public void answered(Delivery delivery, int status, @Nullable String retryAfter) {
        if (status >= 200 && status < 300) {
            if (record(delivery, status, null) && end(delivery, "delivered")) {
                health.succeeded(delivery.receiver().endpointId());
            }
            return;
        }
        EndpointHealth.Standing standing = health.failed(delivery.receiver().endpointId());
        if (!record(delivery, status, "http_error")) {
            return;
        }
        if (status == GONE) {
            end(delivery, "failed");
            health.disable(delivery.receiver().endpointId(), "gone");
        } else {
            tryAgain(
                    delivery,
                    standing,
                    RetryAfter.parse(retryAfter, Instant.now()).orElse(null));
        }
    }

    /** There was no answer. */
    @Transactional
    public void failed(Delivery delivery, Throwable thrown) {
        EndpointHealth.Standing standing = health.failed(delivery.receiver().endpointId());
        String error = error(thrown);
        if (record(delivery, null, error)) {
            tryAgain(delivery, standing, null);
        }
        if (error.equals(ErrorCode.INTERNAL_ERROR.code())) {
            LOG.warn("Delivery {} failed", delivery.id(), thrown);
        }
    }

    private void tryAgain(Delivery delivery, EndpointHealth.Standing standing, @Nullable Duration wish) {
        Duration wait = standing.disabled() ? null : schedule.next(delivery.tries(), wish);
        if (wait == null) {
            end(delivery, "failed");
            LOG.warn("Delivery {} failed for good after {} attempts", delivery.id(), delivery.tries());
        } else {
            jdbc.sql("""
                            update webhook_delivery
                            set sending = false, due_at = now() + make_interval(secs => :wait) where id = :id""")
                    .param("id", delivery.id())
                    .param("wait", wait.toMillis() / 1000.0)
                    .update();
        }
        if (standing.overdue()) {
            health.disable(delivery.receiver().endpointId(), "failing");
        }
    }

    /** @return false when the attempt is over already; then the caller changes nothing */
    private boolean record(Delivery delivery, @Nullable Integer status, @Nullable String error) {
        return jdbc.sql("""
                        with current as (
                            select id, tenant_id, attempt from webhook_delivery
                            where id = :id and attempt = :attempt and sending for no key update)
                        insert into webhook_attempt (delivery_id, number, tenant_id, http_status, error)
                        select id, attempt, tenant_id, :status, :error from current""")
                        .param("id", delivery.id())
                        .param("attempt", delivery.attempt())
                        .param("status", status, Types.INTEGER)
                        .param("error", error, Types.VARCHAR)
                        .update()
                == 1;
    }

    private boolean end(Delivery delivery, String status) {
        return jdbc.sql("""
                        update webhook_delivery
                        set status = :status, sending = false, due_at = null,
                            delivered_at = case when :status = 'delivered' then now() end
                        where id = :id""").param("id", delivery.id()).param("status", status).update() == 1;
    }

    static String error(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure.code().code();
            }
            for (Map.Entry<Class<? extends Throwable>, String> known : ERRORS) {
                if (known.getKey().isInstance(cause)) {
                    return known.getValue();
                }
            }
        }
        return thrown instanceof IOException ? "connection_failed" : ErrorCode.INTERNAL_ERROR.code();
    }
}
