-- Webhooks: where to, signed with what, what happened, and how each delivery of it stands.

-- The hosts that URLs of a tenant may have; without a row, any that the service may call at all.
create table webhook_host (
    tenant_id uuid not null references tenant on delete cascade,
    host      text not null, -- lower case; *.example.com stands for every host below example.com
    primary key (tenant_id, host)
);

create table webhook_endpoint (
    id              uuid        primary key,
    tenant_id       uuid        not null references tenant on delete cascade,
    url             text        not null,
    registered      boolean     not null, -- false: named by an upload, for the events of its job alone
    event_types     text[]      not null, -- empty: all
    created_at      timestamptz not null default now(),
    disabled_at     timestamptz,
    disabled_for    text check (disabled_for in ('gone', 'failing', 'client')),
    failures        integer     not null default 0, -- since the last success
    failing_since   timestamptz, -- the first of them; null after a success
    last_failure_at timestamptz,
    last_success_at timestamptz,
    check ((disabled_at is null) = (disabled_for is null)),
    check ((failures = 0) = (failing_since is null))
);

create index webhook_endpoint_tenant on webhook_endpoint (tenant_id, created_at);
create unique index webhook_endpoint_of_upload on webhook_endpoint (tenant_id, url) where not registered;

create table webhook_secret (
    id          uuid        primary key,
    tenant_id   uuid        not null references tenant on delete cascade,
    endpoint_id uuid references webhook_endpoint on delete cascade, -- null: the tenant's own, for URLs of uploads
    sealed      bytea       not null, -- AES-GCM under DROMEDARY_SECRET_KEY: a signature needs the secret itself
    created_at  timestamptz not null default clock_timestamp(),
    expires_at  timestamptz -- the end of the grace after a rotation; null for the newest
);

create index webhook_secret_of_endpoint on webhook_secret (endpoint_id) where endpoint_id is not null;
create unique index webhook_secret_newest on webhook_secret (endpoint_id)
    where endpoint_id is not null and expires_at is null;
create unique index webhook_secret_of_tenant on webhook_secret (tenant_id)
    where endpoint_id is null and expires_at is null;

create table webhook_event (
    id          uuid        primary key,
    tenant_id   uuid        not null references tenant on delete cascade,
    type        text        not null,
    document_id uuid references document on delete cascade, -- what belongs to a document goes with it
    payload     text        not null, -- the bytes of every delivery, the same each time
    created_at  timestamptz not null default now()
);

create index webhook_event_document on webhook_event (document_id) where document_id is not null;
create index webhook_event_age on webhook_event (created_at);

create table webhook_delivery (
    id           uuid        primary key,
    number       bigint      generated always as identity, -- the order of the log
    tenant_id    uuid        not null references tenant on delete cascade,
    event_id     uuid        not null references webhook_event on delete cascade,
    endpoint_id  uuid        not null references webhook_endpoint on delete cascade,
    status       text        not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
    attempt      integer     not null default 0, -- counted at the start; the fencing token of its outcome
    tries        integer     not null default 0, -- the attempts since the last replay, which the schedule counts
    sending      boolean     not null default false, -- an attempt is under way, until due_at at the latest
    due_at       timestamptz default now(), -- when it must be looked at again; null once it is over
    created_at   timestamptz not null default now(),
    delivered_at timestamptz,
    unique (event_id, endpoint_id),
    check ((due_at is null) = (status <> 'waiting')),
    check (status = 'waiting' or not sending)
);

create index webhook_delivery_due on webhook_delivery (endpoint_id, due_at) where due_at is not null;
create index webhook_delivery_sending on webhook_delivery (endpoint_id, due_at) where sending;
create index webhook_delivery_log on webhook_delivery (tenant_id, number desc);
create index webhook_delivery_of_endpoint on webhook_delivery (endpoint_id, number desc);

create table webhook_attempt (
    delivery_id uuid        not null references webhook_delivery on delete cascade,
    number      integer     not null,
    tenant_id   uuid        not null,
    at          timestamptz not null default clock_timestamp(),
    http_status integer, -- null without an answer
    error       text, -- null for a success
    primary key (delivery_id, number)
);

-- Where an upload wants the events of its job.
alter table job
    add webhook_endpoint_id uuid references webhook_endpoint on delete set null;

create index job_webhook on job (webhook_endpoint_id) where webhook_endpoint_id is not null;
