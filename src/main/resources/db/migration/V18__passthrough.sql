-- Jobs whose result goes to the caller and of which nothing is kept.

alter table job
    add passthrough boolean not null default false; -- fixed at acceptance

-- What a passthrough job holds while it is open. Its upload is readable only with the key, which is nowhere else.
create table passthrough (
    job_id     uuid    primary key references job on delete cascade,
    tenant_id  uuid    not null references tenant on delete cascade,
    object_key text    not null unique,
    sealed_key bytea, -- AES-GCM under DROMEDARY_SECRET_KEY; null once the job is over
    notes      bytea, -- file name and metadata, under the key
    vectors    text    not null check (vectors in ('base64', 'json')),
    edition    integer not null default 1, -- raised when parts must be sent anew because they came out differently
    parts      integer not null default 0, -- that the receiver has
    digest     bytea, -- of those parts, see ResultDigest; null once the job is over
    ended_at   timestamptz, -- when the key was destroyed
    removed_at timestamptz, -- when the object was
    check ((sealed_key is null) = (ended_at is not null)),
    check (ended_at is null or (notes is null and digest is null))
);

-- However the job ends, and whoever ends it: the key goes in the same transaction, and the object right after.
create function end_passthrough() returns trigger
    language plpgsql
    as $$
begin
    with ended as (
        update passthrough set sealed_key = null, notes = null, digest = null, ended_at = now()
        where job_id = new.id and ended_at is null
        returning object_key, tenant_id)
    insert into object_removal (object_key, tenant_id) select object_key, tenant_id from ended
    on conflict (object_key) do nothing;
    return null;
end $$;

create trigger passthrough_ends after update of status on job
    for each row when (new.passthrough and new.status not in ('queued', 'running'))
    execute function end_passthrough();

-- A job cannot change its mind about what is kept.
create function refuse_other_retention() returns trigger
    language plpgsql
    as $$
begin
    raise exception 'the retention mode of job % is fixed', old.id;
end $$;

create trigger passthrough_is_fixed before update of passthrough on job
    for each row when (old.passthrough <> new.passthrough)
    execute function refuse_other_retention();

create trigger passthrough_stays_over before update of status on job
    for each row when (old.passthrough and old.status not in ('queued', 'running') and new.status <> old.status)
    execute function refuse_other_retention();
