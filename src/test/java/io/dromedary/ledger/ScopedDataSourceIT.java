package io.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.WithLedger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@WithLedger
class ScopedDataSourceIT {

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aTransactionThatStandsStillIsEndedByTheDatabase() {
        String timeout = jdbc.sql("show idle_in_transaction_session_timeout")
                .query(String.class)
                .single();
        assertThat(timeout).isEqualTo("30s");
    }
}
