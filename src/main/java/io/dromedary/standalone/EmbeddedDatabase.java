package io.dromedary.standalone;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server as a child of this process, durable: it is not used with {@code fsync} or
 * {@code synchronous_commit} off. It listens on loopback only, has no Unix socket, and asks everyone for a password.
 * The service owns the database {@code dromedary} and is no superuser.
 */
final class EmbeddedDatabase implements EmbeddedServer {

    private static final String NAME = "dromedary";

    /** Without any of these a crash of the machine loses what was confirmed. */
    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final DataDirectory directory;
    private final Keepsakes keepsakes;
    private final Duration limit;
    private volatile @Nullable PostgresCluster cluster;

    EmbeddedDatabase(DataDirectory directory, Keepsakes keepsakes, Duration limit) {
        this.directory = directory;
        this.keepsakes = keepsakes;
        this.limit = limit;
    }

    @Override
    public Started start() throws Exception {
        String superuserPassword = keepsakes.secret("database-superuser");
        String password = keepsakes.secret("database");
        var postgres = PostgresCluster.takeOver(directory.folder("postgresql"), limit);
        cluster = postgres;
        postgres.createIfMissing(superuserPassword);
        // Chosen only now: a server that had to be stopped held the port of the last start.
        int port = keepsakes.port("database");
        postgres.start(HOST, port);
        createDatabase(port, superuserPassword, password);
        return new Started(
                "PostgreSQL %s on %s:%d, fsync on".formatted(versionIfDurable(port, password), HOST, port),
                Map.of(
                        "spring.datasource.url", url(port, NAME),
                        "spring.datasource.username", NAME,
                        "spring.datasource.password", password));
    }

    private void createDatabase(int port, String superuserPassword, String password) throws SQLException {
        try (Connection connection = connect(url(port, "postgres"), PostgresCluster.SUPERUSER, superuserPassword);
                Statement statement = connection.createStatement()) {
            if (isEmpty(statement, "select from pg_roles where rolname = '" + NAME + "'")) {
                statement.execute("create role " + NAME + " login password '" + password + "'");
            }
            if (isEmpty(statement, "select from pg_database where datname = '" + NAME + "'")) {
                statement.execute("create database " + NAME + " owner " + NAME);
            }
        }
    }

    private static boolean isEmpty(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return !rows.next();
        }
    }

    /** Asks as the service will, so that settings of the role and of the database count too. */
    private String versionIfDurable(int port, String password) throws SQLException {
        try (Connection connection = connect(url(port, NAME), NAME, password);
                Statement statement = connection.createStatement()) {
            for (String setting : DURABILITY) {
                String value = show(statement, setting);
                if (!value.equals("on")) {
                    throw new StandaloneException(
                            "The embedded PostgreSQL has %s = %s and could lose what it confirmed"
                                    .formatted(setting, value),
                            "Undo the ALTER SYSTEM, ALTER DATABASE or ALTER ROLE that changed it.");
                }
            }
            return show(statement, "server_version");
        }
    }

    private static String show(Statement statement, String setting) throws SQLException {
        try (var rows = statement.executeQuery("show " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connect(String url, String user, String password) throws SQLException {
        String seconds = Long.toString(limit.toSeconds());
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        return DriverManager.getConnection(url, properties);
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
    }

    @Override
    public void close() {
        PostgresCluster running = cluster;
        if (running != null) {
            cluster = null;
            running.close();
        }
    }
}
