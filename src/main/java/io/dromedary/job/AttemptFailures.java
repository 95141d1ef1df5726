package io.dromedary.job;

import io.dromedary.error.Failure;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps why attempts failed, as evidence, as long as their jobs. */
@Component
public class AttemptFailures {

    private final JdbcClient jdbc;

    AttemptFailures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Records the failure in the transaction that ends the attempt.
     *
     * @param thrown as it came; of its stack only classes and lines are kept
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(Claim claim, Failure failure, Throwable thrown) {
        jdbc.sql("""
                        insert into attempt_failure (job_id, attempt, tenant_id, code, detail, stack)
                        values (:job, :attempt, :tenant, :code, :detail, :stack)""")
                .param("job", claim.jobId())
                .param("attempt", claim.attempt())
                .param("tenant", claim.tenantId())
                .param("code", failure.code().code())
                .param("detail", failure.detail())
                .param("stack", StackText.of(thrown))
                .update();
    }
}
