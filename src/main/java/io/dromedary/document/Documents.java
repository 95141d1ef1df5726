package io.dromedary.document;

import io.dromedary.document.DocumentView.DocumentPage;
import io.dromedary.document.VersionView.State;
import io.dromedary.document.VersionView.VersionPage;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.job.JobStatus;
import io.dromedary.job.ListCursor;
import io.dromedary.job.ListQuery;
import io.dromedary.tenant.Tenant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the documents of a tenant and their versions. Another tenant's are answered like unknown ones. Thread-safe. */
@Component
public class Documents {

    private static final String VERSION_COLUMNS = """
            v.version, v.filename, v.media_type, v.size_bytes, v.sha256, v.created_at as version_at,
            v.original_kept, v.metadata, j.id as job_id, j.status
            """;

    /** The job that was made with the version; uses the index job_version. */
    private static final String JOB = """
            left join lateral (
                select id, status from job
                where job.document_id = v.document_id and job.version = v.version
                order by created_at desc limit 1) j on true
            """;

    private final JdbcClient jdbc;

    Documents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One page, the document that came first last; uses the index {@code document_listing}, or the unique key for an
     * external id. A document that was there when the first page was read is on exactly one of the pages.
     */
    public DocumentPage page(Tenant tenant, DocumentQuery query) {
        Map<String, Object> params = new HashMap<>();
        params.put("limit", query.limit() + 1);
        List<DocumentView> documents = read(tenant, conditions(query, params), params);
        if (documents.size() <= query.limit()) {
            return new DocumentPage(documents, null);
        }
        DocumentView last = documents.get(query.limit() - 1);
        String next = new ListCursor(last.createdAt(), last.documentId()).encode();
        return new DocumentPage(documents.subList(0, query.limit()), next);
    }

    /**
     * One document.
     *
     * @param documentId as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}
     */
    public DocumentView show(Tenant tenant, String documentId) {
        Map<String, Object> params = new HashMap<>(Map.of("limit", 1, "document", parseId(documentId)));
        return read(tenant, List.of("d.id = :document"), params).stream()
                .findFirst()
                .orElseThrow(Documents::notFound);
    }

    /** Nothing of the request becomes SQL: it only decides which of these conditions apply. */
    private static List<String> conditions(DocumentQuery query, Map<String, Object> params) {
        List<String> conditions = new ArrayList<>();
        if (query.externalId() != null) {
            conditions.add("d.external_id = :externalId");
            params.put("externalId", query.externalId());
        }
        if (!query.mediaTypes().isEmpty()) {
            conditions.add("v.media_type in (:mediaTypes)");
            params.put("mediaTypes", query.mediaTypes());
        }
        if (query.searchable() != null) {
            conditions.add(query.searchable() ? "d.current_version is not null" : "d.current_version is null");
        }
        if (query.createdAfter() != null) {
            conditions.add("d.created_at > :since");
            params.put("since", Timestamp.from(query.createdAfter()));
        }
        if (query.after() != null) {
            conditions.add("(d.created_at, d.id) < (:at, :id)");
            params.put("at", Timestamp.from(query.after().createdAt()));
            params.put("id", query.after().id());
        }
        return conditions;
    }

    private record Row(
            UUID id,
            @Nullable String externalId,
            Timestamp createdAt,
            boolean latest,
            @Nullable Integer current,
            VersionView version) {}

    private List<DocumentView> read(Tenant tenant, List<String> conditions, Map<String, Object> params) {
        params.put("tenant", tenant.id());
        List<Row> rows = jdbc.sql("""
                        with page as (
                            select d.* from document d
                            join document_version v on v.document_id = d.id and v.version = d.latest_version
                            where d.tenant_id = :tenant
                              and not exists (select from job j where j.document_id = d.id and j.passthrough) %s
                            order by d.created_at desc, d.id desc limit :limit)
                        select d.id, d.external_id, d.created_at, d.latest_version, d.current_version, %s
                        from page d
                        join document_version v on v.document_id = d.id
                                               and v.version in (d.latest_version, d.current_version)
                        %s
                        order by d.created_at desc, d.id desc, v.version desc""".formatted(
                        conditions.isEmpty() ? "" : "and " + String.join(" and ", conditions), VERSION_COLUMNS, JOB))
                .params(params)
                .query((row, n) -> row(row))
                .list();
        List<DocumentView> documents = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).latest) {
                boolean olderFollows = i + 1 < rows.size() && !rows.get(i + 1).latest;
                documents.add(document(rows.get(i), olderFollows ? rows.get(i + 1) : rows.get(i)));
            }
        }
        return documents;
    }

    private static DocumentView document(Row latest, Row shown) {
        VersionView current = shown.version.state() == State.CURRENT ? shown.version : null;
        return new DocumentView(latest.id, latest.externalId, current, latest.version, latest.createdAt.toInstant());
    }

    private static Row row(ResultSet row) throws SQLException {
        Integer current = row.getObject("current_version", Integer.class);
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("external_id"),
                row.getTimestamp("created_at"),
                row.getInt("version") == row.getInt("latest_version"),
                current,
                version(row, current));
    }

    private static VersionView version(ResultSet row, @Nullable Integer current) throws SQLException {
        String status = row.getString("status");
        JobStatus job = status == null ? null : JobStatus.of(status);
        boolean removedByItsJob = job == JobStatus.FAILED || job == JobStatus.CANCELLED;
        return new VersionView(
                row.getInt("version"),
                State.of(row.getInt("version"), current, job),
                row.getObject("job_id", UUID.class),
                row.getString("filename"),
                row.getString("media_type"),
                row.getLong("size_bytes"),
                HexFormat.of().formatHex(row.getBytes("sha256")),
                row.getBoolean("original_kept") && !removedByItsJob,
                row.getString("metadata"),
                row.getTimestamp("version_at").toInstant());
    }

    /**
     * The versions of a document, newest first, those that are gone too.
     *
     * @param documentId as it stands in the path
     * @param query with {@code limit} and {@code before}, the oldest version of the page before
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}
     */
    public VersionPage versions(Tenant tenant, String documentId, @Nullable String query) {
        UUID id = parseId(documentId);
        ListQuery values = ListQuery.parse(query, List.of("limit", "before"));
        List<VersionView> versions = jdbc.sql("""
                        select d.current_version, %s
                        from document d join document_version v on v.document_id = d.id
                        %s
                        where d.id = :document and d.tenant_id = :tenant and v.version < :before
                        order by v.version desc limit :limit""".formatted(VERSION_COLUMNS, JOB))
                .param("document", id)
                .param("tenant", tenant.id())
                .param("before", values.number("before", Integer.MAX_VALUE, Integer.MAX_VALUE))
                .param("limit", values.limit() + 1)
                .query((row, n) -> version(row, row.getObject("current_version", Integer.class)))
                .list();
        if (versions.isEmpty()) {
            throw notFound();
        }
        boolean more = versions.size() > values.limit();
        List<VersionView> shown = more ? versions.subList(0, values.limit()) : versions;
        return new VersionPage(id, shown, more ? shown.get(shown.size() - 1).version() : null);
    }

    /** The id in a path; what is no id names nothing. */
    static UUID parseId(String id) {
        try {
            UUID parsed = UUID.fromString(id);
            if (parsed.toString().equalsIgnoreCase(id)) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            // Answered like an id of nothing.
        }
        throw notFound();
    }

    /** The same words for whatever is not the tenant's, so that nobody learns from them what exists. */
    static Failure notFound() {
        return new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such document");
    }
}
