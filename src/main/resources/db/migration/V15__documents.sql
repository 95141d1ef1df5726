-- Documents as clients see them: lists, versions, and originals that go when nobody needs them.

create index document_listing on document (tenant_id, created_at desc, id desc);

alter table document_version
    add original_kept boolean not null default true; -- false from the transaction on that decides its removal

-- Objects that must go: entered in the transaction that decides it, removed right after and again until they are gone.
create table object_removal (
    object_key text        primary key, -- one that ends in a slash stands for all that begin with it
    tenant_id  uuid        not null, -- may be gone already
    due_at     timestamptz not null default now(), -- of the next attempt
    attempts   integer     not null default 0
);

create index object_removal_due on object_removal (due_at);

-- For jobs of which the newest tells how a version fares.
drop index job_version;
create index job_version on job (document_id, version, created_at desc);
