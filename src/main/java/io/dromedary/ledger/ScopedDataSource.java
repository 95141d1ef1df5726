package io.dromedary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Tells PostgreSQL with every connection that it lends in whose name the statements come, and how long a transaction
 * may stand still. A connection of the pool that was told so before is not told again.
 */
final class ScopedDataSource extends DelegatingDataSource {

    /**
     * A process that hangs in the middle of a transaction, or whose machine is gone, holds the rows that it locked for
     * so long; then PostgreSQL ends its session, and others go on.
     */
    private static final String LONGEST_PAUSE = "30s";

    /** What each physical connection was told last. */
    private final Map<Connection, String> told = Collections.synchronizedMap(new WeakHashMap<>());

    ScopedDataSource(DataSource pool) {
        super(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        try {
            enter(connection, LedgerScope.current());
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection(String username, String password) {
        throw new UnsupportedOperationException("The ledger is used by one role");
    }

    /** Outside any transaction, whose end could take it back. */
    private void enter(Connection connection, String scope) throws SQLException {
        Connection physical = connection.unwrap(Connection.class);
        if (scope.equals(told.get(physical))) {
            return;
        }
        if (!connection.getAutoCommit()) {
            throw new IllegalStateException("The pool must lend its connections with autocommit");
        }
        told.remove(physical);
        try (PreparedStatement setting = connection.prepareStatement("select set_config('dromedary.tenant', ?, false),"
                + " set_config('idle_in_transaction_session_timeout', ?, false)")) {
            setting.setString(1, scope);
            setting.setString(2, LONGEST_PAUSE);
            setting.execute();
        }
        told.put(physical, scope);
    }
}
