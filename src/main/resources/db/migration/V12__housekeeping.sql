-- What is removed when it is old, and what a crash leaves behind.

create index job_over on job (status, finished_at) where finished_at is not null;

alter table job add progressed_at timestamptz; -- when its attempt last had something to show

-- The charges of a job go with it; what they came to stays here, so that a count can be checked as long as its period
-- lasts: used = settled + what is left of the charges.
alter table quota add settled bigint not null default 0;
create index job_charge_quota on job_charge (tenant_id, resource, period, starts_on) include (amount);

create function settle_charges() returns trigger
    language plpgsql
    as $$
begin
    update quota set settled = settled + charge.amount
    from job_charge charge
    where charge.job_id = old.id and quota.tenant_id = charge.tenant_id and quota.resource = charge.resource
      and quota.period = charge.period and quota.starts_on = charge.starts_on;
    return old;
end $$;

create trigger job_removed before delete on job for each row execute function settle_charges();

-- A new period begins with nothing, whoever opens it.
create function open_period() returns trigger
    language plpgsql
    as $$
begin
    new.settled := 0;
    return new;
end $$;

create trigger quota_opened before update on quota
    for each row when (new.starts_on <> old.starts_on) execute function open_period();

-- Housekeeping that one process does at a time, and where it goes on.
create table watch_round (
    name     text        primary key,
    due_at   timestamptz not null,
    position text        not null default ''
);

-- Objects that no job needs, since somebody first noticed.
create table stray_object (
    object_key text        primary key,
    seen_at    timestamptz not null default now()
);
