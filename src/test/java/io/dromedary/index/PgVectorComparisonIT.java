package io.dromedary.index;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Few chunks are compared one by one. */
@WithPgVector
class PgVectorComparisonIT extends VectorIndexContract {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private VectorColumn column;

    @Autowired
    private PlatformTransactionManager transactions;

    @Override
    VectorIndex newIndex(Generation generation) {
        column.index(generation.space());
        IndexProperties properties = new IndexProperties(IndexProperties.Vectors.PGVECTOR, 5_000, 200);
        return new PgVectorIndex(jdbc, column, properties, transactions);
    }
}
