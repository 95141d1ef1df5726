-- What a person needs to decide about a job that was set aside, and what the broker set aside itself.

create table attempt_failure (
    job_id    uuid        not null references job on delete cascade,
    attempt   integer     not null,
    tenant_id uuid        not null references tenant,
    at        timestamptz not null default clock_timestamp(),
    code      text        not null,
    detail    text        not null,
    stack     text        not null, -- classes and lines; no message, which may quote the document
    primary key (job_id, attempt)
);

create index job_dead on job (finished_at desc, id desc) where status = 'dead';

-- Messages of the broker that name no job. Nobody knows whose they are; only their beginnings are kept, of the latest.
create table dead_message (
    id          bigint generated always as identity primary key,
    received_at timestamptz not null default now(),
    size_bytes  integer     not null,
    head        bytea       not null
);
