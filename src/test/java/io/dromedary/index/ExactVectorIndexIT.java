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
    VectorIndex newIndex(EmbeddingSpace space) {
        ExactVectorIndex index = new ExactVectorIndex(jdbc, space, transactions);
        index.load();
        return index;
    }
}
