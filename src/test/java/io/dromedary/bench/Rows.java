package io.dromedary.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** A table of texts and vectors, filled by batches of {@value #BATCH} over one connection. For one thread. */
final class Rows implements AutoCloseable {

    private static final int BATCH = 100;

    private final Connection connection;
    private final PreparedStatement insert;
    private int waiting;

    private Rows(Connection connection) throws SQLException {
        this.connection = connection;
        this.insert = connection.prepareStatement("insert into bench.chunk values (?, ?, ?)");
    }

    /** Begins with an empty table. */
    static void create(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists bench");
            statement.execute("drop table if exists bench.chunk");
            statement.execute("create table bench.chunk (document text, body text, vector real[])");
        }
    }

    static Rows to(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        return new Rows(connection);
    }

    void add(String document, String text, float[] vector) throws SQLException {
        insert.setString(1, document);
        insert.setString(2, text);
        insert.setObject(3, vector);
        insert.addBatch();
        if (++waiting == BATCH) {
            flush();
        }
    }

    private void flush() throws SQLException {
        insert.executeBatch();
        connection.commit();
        waiting = 0;
    }

    @Override
    public void close() throws SQLException {
        flush();
        connection.close();
    }
}
