package io.dromedary.index;

import io.dromedary.WithLedger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

@WithLedger
class ExactVectorIndexIT extends VectorIndexContract {

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Override
    VectorIndex newIndex(Generation generation) {
        ExactVectorIndex index = new ExactVectorIndex(jdbc, transactions, true);
        index.prepare(generation);
        return index;
    }
}
