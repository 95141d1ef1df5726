package io.dromedary.poll;

import java.util.HexFormat;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which jobs there are, read past the beans. */
class TakenJobs {

    private final JdbcClient jdbc;

    TakenJobs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The SHA-256 of the documents of all jobs for files of that name, in the order of the jobs. */
    List<String> of(String filename) {
        return jdbc.sql("""
                        select v.sha256 from job j join document_version v using (document_id, version)
                        where v.filename = :filename order by j.created_at""")
                .param("filename", filename)
                .query((row, n) -> HexFormat.of().formatHex(row.getBytes("sha256")))
                .list();
    }

    /** How many jobs there are for files whose names begin so. */
    long count(String prefix) {
        return count("count(*)", prefix);
    }

    /** How many files whose names begin so have a job. */
    long distinct(String prefix) {
        return count("count(distinct v.filename)", prefix);
    }

    private long count(String what, String prefix) {
        return jdbc.sql("select " + what + """
                         from job j join document_version v using (document_id, version)
                        where starts_with(v.filename, :prefix)""")
                .param("prefix", prefix)
                .query(Long.class)
                .single();
    }
}
