-- Whose turn it is: shares of tenants, jobs that age in line, deadlines. What DueJobs hands out and the places that
-- JobQueue tells follow from the same definitions, which are here.

alter table tenant
    add weight      smallint not null default 1 check (weight between 1 and 100), -- turns it gets for one of weight 1
    add max_in_work integer check (max_in_work >= 1); -- null: as many as its turns give it

alter table job
    add queued_at timestamptz not null default now(), -- since when it is in line, which decides how far it has aged
    add deadline  timestamptz; -- no attempt begins after it

update job set queued_at = created_at;

drop index job_line;
create index job_line on job (priority, tenant_id, queued_at, id) include (due_at) where due_at is not null;
create index job_deadline on job (deadline) where deadline is not null and status = 'queued';

-- A job rises by one level for each spell that it has waited. This is when a job must have entered the line at the
-- latest to stand at the level, or higher: where a priority begins, always.
create function level_bound(priority integer, level integer, ageing interval) returns timestamptz
    language sql stable
    as $$
        select case when level < 0 then '-infinity'::timestamptz
                    when priority <= level then 'infinity'::timestamptz
                    else now() - (priority - level) * ageing end
    $$;

create function job_level(priority integer, queued_at timestamptz, ageing interval) returns integer
    language sql stable
    as $$
        select case when queued_at <= level_bound(priority, 0, ageing) then 0
                    when queued_at <= level_bound(priority, 1, ageing) then 1
                    else 2 end
    $$;

-- Tenants take turns. In which round a job is served: after as many others of its tenant, those in work included, as the
-- weight allows in a round.
create function job_round(in_work bigint, place bigint, weight integer) returns double precision
    language sql immutable
    as $$ select (in_work + place) / weight::float8 $$;

-- What each tenant has in work, in the broker too, and how many jobs more it may have.
create view tenant_share as
    select tenant.id as tenant_id, weight, coalesce(busy.jobs, 0) as in_work,
           greatest(coalesce(max_in_work, 2147483647) - coalesce(busy.jobs, 0), 0) as room
    from tenant left join (
        select tenant_id, count(*) as jobs
        from job where (status = 'running' or handed_at is not null) and due_at > now()
        group by tenant_id) as busy on busy.tenant_id = tenant.id;

-- Dispatchers take turns too: waits for the others, and tells how many jobs more the queue may hold. The count is as
-- fresh as the lock, which a statement that waits is not: its snapshot is older. The lock ends with the statement, on
-- the side of the server, so a dispatcher that hangs holds nobody up.
create function queue_room(depth integer) returns bigint
    language plpgsql volatile
    as $$
begin
    perform pg_advisory_xact_lock(hashtext('queue_room'), hashtext(current_schema()));
    return greatest(depth - (
        select count(*) from job where status = 'queued' and handed_at is not null and due_at > now()), 0);
end $$;
