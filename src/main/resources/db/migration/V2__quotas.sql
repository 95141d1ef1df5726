-- What a tenant may use up in a period of the UTC calendar, and API keys that end by themselves.

alter table api_key
    add expires_at   timestamptz, -- the end of the grace after a rotation; null while nothing replaced the key
    add last_used_at timestamptz; -- to the minute

create function period_start(period text) returns date
    language sql stable
    as $$ select date_trunc(period, now() at time zone 'UTC')::date $$;

create function period_end(period text) returns timestamptz
    language sql stable
    as $$ select (date_trunc(period, now() at time zone 'UTC') + ('1 ' || period)::interval) at time zone 'UTC' $$;

-- Without a row the resource is unlimited and not counted.
create table quota (
    tenant_id uuid   not null references tenant,
    resource  text   not null check (resource in ('bytes', 'documents', 'tokens')),
    period    text   not null check (period in ('day', 'month')),
    allowed   bigint not null check (allowed >= 0),
    used      bigint not null default 0 check (used >= 0), -- in the period that begins at starts_on
    starts_on date   not null,
    primary key (tenant_id, resource, period)
);

-- What each job has taken of which quota, so that it can be given back exactly, and once.
create table job_charge (
    job_id    uuid   not null references job on delete cascade,
    tenant_id uuid   not null,
    resource  text   not null,
    period    text   not null,
    starts_on date   not null, -- of the period that was charged; a job may outlive one
    amount    bigint not null,
    primary key (job_id, resource, period, starts_on),
    foreign key (tenant_id, resource, period) references quota on delete cascade
);
