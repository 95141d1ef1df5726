-- What was erased, by whose wish, and how much of it there was. Nothing here tells what it said.

create table erasure (
    id         uuid        primary key,
    tenant_id  uuid        not null, -- may be gone itself
    subject    text        not null check (subject in ('document', 'tenant')),
    subject_id uuid        not null unique,
    name_hash  bytea, -- SHA-256 of the tenant and the external id; null for a document without one
    actor      text        not null,
    erased_at  timestamptz not null default clock_timestamp(),
    jobs       uuid[]      not null, -- so that it can be looked for their rows afterwards
    objects    text[]      not null, -- likewise for these; one that ends in a slash stands for all that begin with it
    removed    jsonb       not null, -- rows by table, vectors and objects
    changed_xid xid8       not null default pg_current_xact_id() -- so that indexes in memory forget the document
);

create index erasure_changed on erasure (changed_xid);

create index erasure_name on erasure (tenant_id, name_hash, erased_at) where name_hash is not null;

-- The key that receipts are signed with, the same for all processes. Made when the first receipt is.
create table receipt_key (
    id          smallint primary key default 1 check (id = 1),
    private_key bytea    not null, -- Ed25519, PKCS #8
    public_key  bytea    not null -- X.509
);

-- How long documents live, counted from their latest version; null for ever.
alter table tenant
    add document_days integer check (document_days between 1 and 36500);
