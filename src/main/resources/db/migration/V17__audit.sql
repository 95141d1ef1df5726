-- What happened, for ever: every transition of a job and every act of administration. Ids and words of ours only,
-- nothing of a document, so that an erasure need not touch it.

create table audit_record (
    id         bigint      generated always as identity primary key,
    at         timestamptz not null,
    tenant_id  uuid        not null, -- may be gone
    kind       text        not null check (kind in ('job', 'document', 'tenant', 'key')),
    subject_id uuid        not null, -- of that kind
    action     text        not null,
    attempt    integer, -- of a job
    actor      text        not null,
    cause      text
);

-- The chain. Each link hashes the link before and its record; see AuditRecord for the bytes.
create table audit_link (
    seq       bigint primary key check (seq > 0),
    record_id bigint not null unique,
    hash      bytea  not null
);

-- Records without a link yet. What is committed is linked soon, in the order in which it is found, so that transactions do
-- not wait for each other to get a place in the chain.
create table audit_pending (
    record_id bigint primary key
);

create function audit(tenant uuid, kind text, subject uuid, action text, attempt integer, actor text, cause text,
                      at timestamptz default clock_timestamp()) returns void
    language plpgsql
    as $$
declare
    made bigint;
begin
    insert into audit_record (at, tenant_id, kind, subject_id, action, attempt, actor, cause)
    values (at, tenant, kind, subject, action, attempt, actor, cause)
    returning id into made;
    insert into audit_pending values (made);
end $$;

create function audit_job_event() returns trigger
    language plpgsql
    as $$
begin
    perform audit(new.tenant_id, 'job', new.job_id, new.status, new.attempt, new.actor, new.cause, new.at);
    return null;
end $$;

create trigger job_event_audited after insert on job_event
    for each row execute function audit_job_event();

create function refuse_change() returns trigger
    language plpgsql
    as $$
begin
    raise exception '% is only appended to', tg_table_name;
end $$;

create trigger audit_record_append_only before update or delete or truncate on audit_record
    for each statement execute function refuse_change();

create trigger audit_link_append_only before update or delete or truncate on audit_link
    for each statement execute function refuse_change();
