package io.dromedary.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The embedded database of a data directory, read from outside the service. */
final class Ledger {

    private final JdbcClient jdbc;

    private Ledger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static Ledger in(Path data) throws IOException {
        return new Ledger(JdbcClient.create(new DriverManagerDataSource(url(data))));
    }

    static String url(Path data) throws IOException {
        var kept = new Properties();
        try (var reader = Files.newBufferedReader(data.resolve("standalone.properties"))) {
            kept.load(reader);
        }
        return "jdbc:postgresql://127.0.0.1:%s/dromedary?user=dromedary&password=%s&options=-c%%20dromedary.tenant=*"
                .formatted(kept.getProperty("database.port"), kept.getProperty("database.secret"));
    }

    String setting(String name) {
        return jdbc.sql("show " + name).query(String.class).single();
    }

    /** What happened to a job, oldest first: status, attempt and, where there is one, cause. */
    List<String> history(UUID job) {
        return jdbc.sql("""
                        select concat_ws(' ', status, attempt, cause) from job_event where job_id = :job order by id""").param("job", job).query(String.class).list();
    }

    /** The ordinals of the chunks of a job's document, in all versions. */
    List<Integer> ordinals(UUID job) {
        return jdbc.sql("""
                        select c.ordinal from chunk c join job j using (document_id)
                        where j.id = :job order by c.ordinal, c.version""").param("job", job).query(Integer.class).list();
    }

    /** Every stored vector, by its hash and the transaction that wrote it. */
    Set<String> vectors() {
        return jdbc.sql("select encode(content_hash, 'hex') || ' ' || xmin from embedding")
                .query(String.class)
                .set();
    }

    /** As if every attempt at a job in line had failed. */
    void setAside(UUID job) {
        jdbc.sql("update job set status = 'dead', due_at = null, finished_at = now() where id = :job")
                .param("job", job)
                .update();
    }

    /** Uploads in progress. */
    int claims() {
        return jdbc.sql("select count(*) from upload_claim")
                .query(Integer.class)
                .single();
    }

    /** Sessions that are told of due jobs. */
    int listeners() {
        return jdbc.sql("select count(*) from pg_stat_activity where query = 'listen job_due'")
                .query(Integer.class)
                .single();
    }

    int documents() {
        return jdbc.sql("select count(*) from document").query(Integer.class).single();
    }
}
