package io.dromedary.housekeeping;

import io.dromedary.store.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds objects that no job needs: those of uploads that died before their job was made, and of jobs that ended without
 * a document, where the process died before it removed the original.
 *
 * <p>An upload in progress owns its object before the ledger knows it, and the object may be as old as the upload is
 * long. So an object goes only when it was seen without a job at two times a grace apart, by the clock of the database:
 * between the end of an upload and the entry of its job lie milliseconds, and after that the job is there or never
 * comes.
 */
@Component
class StrayObjects {

    /** How the intake names originals; whatever else lies in the bucket is not ours to remove. */
    private static final Pattern ORIGINAL = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{32}");

    private final JdbcClient jdbc;
    private final ObjectStore store;

    StrayObjects(JdbcClient jdbc, ObjectStore store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    /**
     * Looks at a page of the bucket.
     *
     * @param keys of the page
     * @return how many objects were removed
     */
    int examine(List<String> keys, Duration grace) {
        List<String> originals =
                keys.stream().filter(key -> ORIGINAL.matcher(key).matches()).toList();
        List<String> removable = notice(originals, grace);
        for (String key : removable) {
            store.delete(key);
            jdbc.sql("delete from stray_object where object_key = :key")
                    .param("key", key)
                    .update();
        }
        return removable.size();
    }

    /** Remembers those without a job, forgets those with one; returns those that have been without for the grace. */
    private List<String> notice(List<String> keys, Duration grace) {
        return jdbc.sql("""
                        with listed as (select unnest(:keys) as object_key),
                        needless as (
                            select object_key from listed where not exists (
                                select from document_version v join document d on d.id = v.document_id
                                left join job using (document_id, version)
                                where v.object_key = listed.object_key
                                  and (job.id is null or job.status not in ('failed', 'cancelled')
                                       or d.current_version = v.version))),
                        noticed as (
                            insert into stray_object (object_key) select object_key from needless
                            on conflict (object_key) do nothing),
                        needed as (
                            delete from stray_object
                            where object_key in (select object_key from listed except select object_key from needless))
                        select object_key from stray_object join needless using (object_key)
                        where seen_at <= now() - make_interval(secs => :grace)""")
                .param("keys", keys.toArray(String[]::new))
                .param("grace", grace.toSeconds())
                .query(String.class)
                .list();
    }
}
