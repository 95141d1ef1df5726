-- The ledger: what the service has promised, to whom, and how far it is.
-- Every table carries its tenant. Times are the database's own.

create table tenant (
    id         uuid primary key,
    name       text        not null unique,
    created_at timestamptz not null default now()
);

create table api_key (
    id         uuid primary key,
    tenant_id  uuid        not null references tenant,
    prefix     text        not null, -- shown to operators; the key itself is never stored
    hash       bytea       not null unique, -- SHA-256: enough for 256 random bits
    created_at timestamptz not null default now(),
    revoked_at timestamptz
);

create table document (
    id              uuid primary key,
    tenant_id       uuid        not null references tenant,
    external_id     text,
    latest_version  integer     not null, -- the newest accepted
    current_version integer, -- the one that readers see; null until the first is whole
    changed_xid     xid8        not null default pg_current_xact_id(), -- who last changed what readers see
    created_at      timestamptz not null default now(),
    unique (tenant_id, external_id)
);

-- Readers that keep an index in memory ask for all documents changed since a snapshot.
create index document_changed on document (changed_xid);

create table document_version (
    document_id uuid        not null references document on delete cascade,
    version     integer     not null check (version >= 1),
    tenant_id   uuid        not null references tenant,
    object_key  text        not null unique,
    filename    text,
    media_type  text        not null,
    size_bytes  bigint      not null check (size_bytes > 0),
    sha256      bytea       not null,
    created_at  timestamptz not null default now(),
    primary key (document_id, version)
);

create table job (
    id           uuid primary key,
    tenant_id    uuid        not null references tenant,
    document_id  uuid        not null,
    version      integer     not null,
    status       text        not null check (status in ('queued', 'running', 'completed', 'failed', 'cancelled', 'dead')),
    stage        text        not null,
    priority     smallint    not null default 1 check (priority between 0 and 2), -- 0 is served first
    attempt      integer     not null default 0, -- counted at the start; the fencing token of every later write
    tries        integer     not null default 0, -- the attempts that count against the limit: not those handed back
    due_at       timestamptz, -- when the dispatcher must look at the job again; null once it is over
    handed_at    timestamptz, -- when its id went to the broker; null while nobody may claim it
    worker       text, -- who holds the lease, which ends at due_at
    pages        integer     not null default 0,
    chunks       integer     not null default 0,
    tokens       bigint      not null default 0,
    error_code   text,
    error_detail text,
    created_at   timestamptz not null default now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    foreign key (document_id, version) references document_version on delete cascade,
    check ((due_at is null) = (status in ('completed', 'failed', 'cancelled', 'dead')))
);

create index job_due on job (due_at) where due_at is not null;
-- The head of each tenant's line.
create index job_line on job (tenant_id, priority, created_at) where due_at is not null;
create index job_busy on job (tenant_id) where status = 'running' or handed_at is not null;
create index job_version on job (document_id, version);

create table job_event (
    id        bigint generated always as identity primary key,
    job_id    uuid        not null references job on delete cascade,
    tenant_id uuid        not null references tenant,
    at        timestamptz not null default clock_timestamp(),
    status    text        not null,
    attempt   integer     not null,
    actor     text        not null,
    cause     text
);

create index job_event_job on job_event (job_id, id);

create table idempotency_key (
    tenant_id   uuid        not null references tenant,
    key         text        not null,
    fingerprint bytea       not null, -- SHA-256 of the content and of every option
    job_id      uuid        not null references job on delete cascade deferrable initially deferred, -- the key comes first
    expires_at  timestamptz not null,
    primary key (tenant_id, key)
);

create index idempotency_key_expiry on idempotency_key (expires_at);
create index idempotency_key_job on idempotency_key (job_id);

create table embedding_model (
    id         smallint generated always as identity primary key,
    name       text    not null,
    runtime    text    not null,
    options    text    not null,
    dimensions integer not null,
    unique (name, runtime, options, dimensions)
);

-- One vector for one text of a tenant, however many chunks of however many versions say it.
create table embedding (
    tenant_id    uuid     not null references tenant,
    model_id     smallint not null references embedding_model,
    content_hash bytea    not null, -- SHA-256 of the text in UTF-8
    vector       bytea    not null, -- float32, little endian
    primary key (tenant_id, model_id, content_hash)
);

alter table embedding alter column vector set storage external;

create table chunk (
    document_id  uuid     not null,
    version      integer  not null,
    ordinal      integer  not null check (ordinal >= 0),
    tenant_id    uuid     not null references tenant,
    text         text     not null,
    start_at     integer  not null, -- code points of the extracted text
    end_at       integer  not null,
    first_page   integer  not null, -- 0 where the format has no pages
    last_page    integer  not null,
    headings     text[]   not null,
    tokens       integer  not null,
    model_id     smallint not null,
    content_hash bytea    not null,
    primary key (document_id, version, ordinal),
    foreign key (document_id, version) references document_version on delete cascade,
    foreign key (tenant_id, model_id, content_hash) references embedding,
    check (start_at < end_at)
);

create index chunk_embedding on chunk (tenant_id, model_id, content_hash);
