-- Small originals lie with their version: the transaction that makes the job is all that accepting them takes.

alter table document_version
    add content bytea, -- of a small original, which is no object; null again from the moment that it is not kept
    add constraint document_version_content_check check (content is null or original_kept);

-- However a job ends without a document, and whoever ends it: its original is of no more use. One in the object store is
-- removed right after.
create function forget_content() returns trigger
    language plpgsql
    as $$
begin
    update document_version set content = null
    where document_id = new.document_id and version = new.version and content is not null;
    return null;
end $$;

create trigger job_without_document after update of status on job
    for each row when (new.status in ('failed', 'cancelled'))
    execute function forget_content();
