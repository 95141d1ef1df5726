package io.dromedary.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dromedary.Ledger;
import io.dromedary.Together;
import io.dromedary.WithLedger;
import io.dromedary.job.Accepted;
import io.dromedary.job.Endings;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The chain has every transition, and shows whatever is done to it by whoever owns the database. */
@WithLedger
class AuditChainIT {

    @Autowired
    private AuditChain chain;

    @Autowired
    private AuditVerifier verifier;

    @Autowired
    private Endings endings;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private UUID tenant = new UUID(0, 0);

    @BeforeEach
    void newTenant() {
        ledger.clearLine();
        tenant = ledger.newTenant();
    }

    @AfterEach
    void clearLine() {
        ledger.clearLine();
    }

    @Test
    void everyTransitionOfAJobIsLinkedInItsOrderAndOutlivesTheJob() {
        Accepted accepted = ledger.newJob(tenant);
        ledger.claim(accepted.jobId());
        endings.cancel(accepted.jobId());
        jdbc.sql("delete from document where id = ?")
                .param(accepted.documentId())
                .update();
        sealAll();

        assertThat(actions(accepted.jobId())).containsExactly("queued client", "running", "cancelled client");
        assertThat(ledger.count("job_event where job_id = ?", accepted.jobId())).isZero();
        assertThat(verifier.verify(null).broken()).isNull();
    }

    /** Transactions that commit late, while others link what is there. */
    @Test
    void noRecordIsPassedOverAndNoneIsLinkedTwice() throws Exception {
        AtomicInteger thread = new AtomicInteger();
        Together.call(8, () -> {
            int number = thread.getAndIncrement();
            for (int i = 0; i < 25; i++) {
                if (number < 6) {
                    transaction.executeWithoutResult(status -> {
                        Accepted accepted = ledger.newJob(tenant);
                        endings.cancel(accepted.jobId());
                    });
                } else {
                    chain.seal();
                }
            }
            return true;
        });
        sealAll();

        assertThat(ledger.count("audit_record r join audit_link l on l.record_id = r.id where tenant_id = ?", tenant))
                .isEqualTo(6 * 25 * 2);
        assertThat(verifier.verify(null).broken()).isNull();
    }

    @Test
    void theTablesAreOnlyAppendedTo() {
        ledger.newJob(tenant);
        sealAll();
        for (String change : List.of(
                "update audit_record set actor = 'nobody'",
                "delete from audit_record",
                "truncate audit_record",
                "update audit_link set seq = seq + 1",
                "delete from audit_link",
                "truncate audit_link")) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).hasMessageContaining("is only appended to");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_record set actor = 'nobody' where id = :record",
                "update audit_record set at = at + interval '1 microsecond' where id = :record",
                "update audit_record set cause = 'null' where id = :record",
                "update audit_link set hash = sha256(hash) where seq = :seq",
                "delete from audit_record where id = :record"
            })
    void aChangeIsFoundAtItsLink(String tampering) {
        long seq = someLink();
        assertThat(brokenAfter(tampering, seq).seq()).isEqualTo(seq);
    }

    @Test
    void aLinkThatIsTakenOutIsMissed() {
        long seq = someLink();
        Verification.Break broken = brokenAfter("delete from audit_link where seq = :seq", seq);
        assertThat(broken.seq()).isEqualTo(seq);
        assertThat(broken.reason()).contains("missing");
    }

    @Test
    void linksThatChangePlacesAreFoundAtTheFirst() {
        long seq = someLink();
        Verification.Break broken = brokenAfter("""
                        with two as (
                            delete from audit_link where seq in (:seq, :seq + 1) returning seq, record_id, hash)
                        insert into audit_link (seq, record_id, hash)
                        select seq + 1000000, record_id, hash from two;
                        insert into audit_link (seq, record_id, hash)
                        select 2 * :seq + 1 - (seq - 1000000), -record_id, hash from audit_link where seq > 1000000;
                        delete from audit_link where seq > 1000000;
                        update audit_link set record_id = -record_id where record_id < 0""", seq);
        assertThat(broken.seq()).isEqualTo(seq);
    }

    @Test
    void recordsThatChangePlacesAreFoundAtTheFirst() {
        long seq = someLink();
        Verification.Break broken = brokenAfter("""
                        update audit_record r set actor = 'x' || other.actor, at = other.at, subject_id = other.subject_id
                        from audit_record other
                        where r.id = :record and other.id = (select record_id from audit_link where seq = :seq + 1)""", seq);
        assertThat(broken.seq()).isEqualTo(seq);
    }

    @Test
    void aRecordThatIsSlippedInHasNoLink() {
        long seq = someLink();
        Verification.Break broken = brokenAfter("""
                        insert into audit_record (at, tenant_id, kind, subject_id, action, actor)
                        select at, tenant_id, kind, subject_id, 'completed', actor from audit_record where id = :record""", seq);
        assertThat(broken.seq()).isNull();
        assertThat(broken.reason()).contains("no link");
    }

    @Test
    void aRecordThatIsSlippedInWithALinkOfItsOwnDoesNotFit() {
        long seq = someLink();
        Verification.Break broken = brokenAfter("""
                        with made as (
                            insert into audit_record (at, tenant_id, kind, subject_id, action, actor)
                            select at, tenant_id, kind, subject_id, 'completed', actor from audit_record where id = :record
                            returning id)
                        insert into audit_link (seq, record_id, hash)
                        select (select max(seq) + 1 from audit_link), id, sha256('guessed') from made""", seq);
        assertThat(broken.seq()).isEqualTo(last() + 1);
    }

    @Test
    void anEndThatWasCutOffShowsToWhoeverKnowsTheHead() {
        someLink();
        String head = verifier.verify(null).head();
        String cut = """
                delete from audit_record where id = (select record_id from audit_link where seq = :last);
                delete from audit_link where seq = :last""";
        assertThat(after(cut, 0, null).broken()).isNull();
        Verification.Break broken =
                Objects.requireNonNull(after(cut, 0, "head=" + head).broken());
        assertThat(broken.seq()).isEqualTo(last());
        assertThat(verifier.verify("head=" + head).broken()).isNull();
    }

    /** One with others before and behind it. */
    private long someLink() {
        for (int i = 0; i < 5; i++) {
            ledger.newJob(tenant);
        }
        sealAll();
        return last() - 2;
    }

    private long last() {
        return ledger.value(Long.class, "select max(seq) from audit_link");
    }

    private Verification.Break brokenAfter(String tampering, long seq) {
        return Objects.requireNonNull(after(tampering, seq, null).broken());
    }

    /** What is found after whoever owns the tables has done this to them; it is taken back again. */
    private Verification after(String tampering, long seq, @Nullable String query) {
        return Objects.requireNonNull(transaction.execute(status -> {
            jdbc.sql("alter table audit_record disable trigger user").update();
            jdbc.sql("alter table audit_link disable trigger user").update();
            long record =
                    seq == 0 ? 0 : ledger.value(Long.class, "select record_id from audit_link where seq = ?", seq);
            long last = last();
            for (String statement : tampering.split(";", -1)) {
                jdbc.sql(statement)
                        .param("seq", seq)
                        .param("record", record)
                        .param("last", last)
                        .update();
            }
            Verification found = verifier.verify(query);
            status.setRollbackOnly();
            return found;
        }));
    }

    private void sealAll() {
        while (ledger.count("audit_pending") > 0) {
            chain.seal();
        }
    }

    private List<String> actions(UUID job) {
        return jdbc.sql("""
                        select concat_ws(' ', action, case actor when 'client' then actor end)
                        from audit_record r join audit_link l on l.record_id = r.id
                        where subject_id = :job order by seq""").param("job", job).query(String.class).list();
    }
}
