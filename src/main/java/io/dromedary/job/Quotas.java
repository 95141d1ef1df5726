package io.dromedary.job;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.Quota.Resource;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Charges jobs to the quotas of their tenants, to the byte, document and token, whatever runs at once. Every method
 * joins the transaction of the change that it charges for, and first locks the tenant's quotas ({@code for update}, in
 * the order of their key), which the tenant's other jobs then wait for: call it last. A tenant without quotas is
 * neither locked nor counted.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class Quotas {

    private static final String CHARGED = """
            select coalesce(sum(amount), 0) from job_charge charge
            where charge.tenant_id = quota.tenant_id and charge.resource = quota.resource
              and charge.period = quota.period and charge.starts_on = quota.starts_on""";

    private static final String ALLOWANCES = """
            select resource, period, allowed,
                   case when starts_on < period_start(period) then 0 else used end as used,
                   extract(epoch from period_end(period) - now()) as left_seconds
            from quota where tenant_id = :tenant order by resource, period""";

    private final JdbcClient jdbc;

    Quotas(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Cost(long bytes, long documents, long tokens) {

        long of(Resource resource) {
            return switch (resource) {
                case BYTES -> bytes;
                case DOCUMENTS -> documents;
                case TOKENS -> tokens;
            };
        }
    }

    private record Allowance(Quota quota, long used, Duration left) {

        boolean isExceededBy(Cost cost) {
            long amount = cost.of(quota.resource());
            return amount > 0 && amount > quota.limit() - used;
        }

        String refusal() {
            return "The quota is %d %s a %s, of which %d are used; this document needs more"
                    .formatted(
                            quota.limit(),
                            quota.resource().code(),
                            quota.period().code(),
                            used);
        }
    }

    /**
     * Charges a new job for its document. Its tokens are not known yet, but at least one must be left.
     *
     * @throws Failure.Transient {@link ErrorCode#QUOTA_EXCEEDED}, to be tried again when the period is over
     */
    public void charge(UUID tenantId, UUID jobId, long bytes) {
        List<Allowance> allowances = lock(tenantId);
        refuse(allowances, new Cost(bytes, 1, 1));
        enter(allowances, tenantId, jobId, new Cost(bytes, 1, 0));
    }

    /**
     * Charges a job for tokens that it has just stored and never stored before.
     *
     * @param tokens nothing is charged for less than one: {@link #settle} makes good for shrinking
     * @throws Failure.Permanent {@link ErrorCode#QUOTA_EXCEEDED}
     */
    public void chargeTokens(Claim claim, long tokens) {
        if (tokens <= 0) {
            return;
        }
        List<Allowance> allowances = lock(claim.tenantId());
        Cost cost = new Cost(0, 0, tokens);
        exceeded(allowances, cost).ifPresent(allowance -> {
            throw new Failure.Permanent(ErrorCode.QUOTA_EXCEEDED, allowance.refusal());
        });
        enter(allowances, claim.tenantId(), claim.jobId(), cost);
    }

    /**
     * Makes the tokens that a completed job is charged for the ones that its document has: attempts may have stored
     * more, or begun before there was a quota. Refuses nothing.
     */
    public void settle(Claim claim, long tokens) {
        List<Allowance> allowances = lock(claim.tenantId());
        if (!allowances.isEmpty()) {
            giveBack(claim.jobId(), Resource.TOKENS);
            enter(allowances, claim.tenantId(), claim.jobId(), new Cost(0, 0, tokens));
        }
    }

    /**
     * Gives back whatever the job was charged for: for jobs that end without a document. The second time there is
     * nothing left to give.
     */
    public void refund(UUID jobId) {
        UUID tenantId = jdbc.sql("select tenant_id from job where id = :job")
                .param("job", jobId)
                .query(UUID.class)
                .single();
        if (!lock(tenantId).isEmpty()) {
            giveBack(jobId, Resource.values());
        }
    }

    /**
     * Refuses a document for which there is no room at this moment, before anybody reads it. Only {@link #charge}
     * decides.
     *
     * @param bytes that it has at least
     * @throws Failure.Transient {@link ErrorCode#QUOTA_EXCEEDED}, to be tried again when the period is over
     */
    @Transactional(propagation = Propagation.SUPPORTS)
    public void requireRoom(UUID tenantId, long bytes) {
        refuse(allowances(tenantId, ALLOWANCES), new Cost(bytes, 1, 1));
    }

    private static void refuse(List<Allowance> allowances, Cost cost) {
        exceeded(allowances, cost).ifPresent(allowance -> {
            throw new Failure.Transient(ErrorCode.QUOTA_EXCEEDED, allowance.refusal(), allowance.left());
        });
    }

    private List<Allowance> lock(UUID tenantId) {
        return allowances(tenantId, ALLOWANCES + " for update");
    }

    private List<Allowance> allowances(UUID tenantId, String sql) {
        return jdbc.sql(sql)
                .param("tenant", tenantId)
                .query((row, n) -> new Allowance(
                        new Quota(
                                Resource.of(row.getString("resource")),
                                Quota.Period.of(row.getString("period")),
                                row.getLong("allowed")),
                        row.getLong("used"),
                        Duration.ofMillis((long) (row.getDouble("left_seconds") * 1000))))
                .list();
    }

    /** Of several, the one that is longest in the way. */
    private static Optional<Allowance> exceeded(List<Allowance> allowances, Cost cost) {
        return allowances.stream()
                .filter(allowance -> allowance.isExceededBy(cost))
                .max(Comparator.comparing(Allowance::left));
    }

    /** The first charge of a period opens it. A transaction that began before midnight never goes back behind it. */
    private void enter(List<Allowance> allowances, UUID tenantId, UUID jobId, Cost cost) {
        if (allowances.stream().allMatch(allowance -> cost.of(allowance.quota().resource()) == 0)) {
            return;
        }
        jdbc.sql("""
                        with cost (resource, amount) as (
                            values ('bytes', cast(:bytes as bigint)), ('documents', :documents), ('tokens', :tokens)),
                        charged as (
                            update quota
                            set used = amount + case when starts_on < period_start(period) then 0 else used end,
                                starts_on = greatest(starts_on, period_start(period))
                            from cost
                            where tenant_id = :tenant and quota.resource = cost.resource and amount <> 0
                            returning tenant_id, quota.resource, period, starts_on, amount)
                        insert into job_charge as charge (job_id, tenant_id, resource, period, starts_on, amount)
                        select :job, tenant_id, resource, period, starts_on, amount from charged
                        on conflict (job_id, resource, period, starts_on) do update
                        set amount = charge.amount + excluded.amount""")
                .param("tenant", tenantId)
                .param("job", jobId)
                .param("bytes", cost.bytes())
                .param("documents", cost.documents())
                .param("tokens", cost.tokens())
                .update();
    }

    /**
     * Makes counts that differ from the charges behind them equal to them, in a transaction of its own. Nothing is
     * charged or given back meanwhile: the counts are locked before the charges are added up.
     *
     * @return how many counts were wrong
     */
    @Transactional
    public int correct(int most) {
        record Drifted(UUID tenantId, String resource, String period) {}
        List<Drifted> suspects = jdbc.sql("""
                        select tenant_id, resource, period from quota where used <> settled + (%s)
                        order by tenant_id, resource, period limit :most for update skip locked""".formatted(CHARGED))
                .param("most", most)
                .query((row, n) -> new Drifted(
                        row.getObject("tenant_id", UUID.class), row.getString("resource"), row.getString("period")))
                .list();
        return suspects.stream()
                .mapToInt(suspect -> jdbc.sql("""
                                update quota set used = settled + (%s)
                                where tenant_id = :tenant and resource = :resource and period = :period
                                  and used <> settled + (%s)""".formatted(CHARGED, CHARGED))
                        .param("tenant", suspect.tenantId)
                        .param("resource", suspect.resource)
                        .param("period", suspect.period)
                        .update())
                .sum();
    }

    /** What was charged to a period that is over stays there. */
    private void giveBack(UUID jobId, Resource... resources) {
        jdbc.sql("""
                        with returned as (
                            delete from job_charge where job_id = :job and resource in (:resources)
                            returning tenant_id, resource, period, starts_on, amount)
                        update quota set used = used - amount from returned
                        where quota.tenant_id = returned.tenant_id and quota.resource = returned.resource
                          and quota.period = returned.period and quota.starts_on = returned.starts_on""")
                .param("job", jobId)
                .param("resources", Arrays.stream(resources).map(Resource::code).toList())
                .update();
    }
}
