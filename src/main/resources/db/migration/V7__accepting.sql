-- What every accepted document pays for.

-- Each of these checks locks, and so writes, the row of the tenant, which all uploads of a tenant share. They say nothing
-- new: a version, a job and an event hang on a document, and a key on a job; the document keeps its check.
alter table document_version drop constraint document_version_tenant_id_fkey;
alter table job drop constraint job_tenant_id_fkey;
alter table job_event drop constraint job_event_tenant_id_fkey;
alter table idempotency_key drop constraint idempotency_key_tenant_id_fkey;

-- Claims a key for an upload: TAKEN, BUSY while another upload has it, KNOWN when it stands for a job, or OVER_QUOTA when
-- the document, of at least so many bytes, has no room now. A function because each of its statements sees what was
-- committed before it: the insertion waits for the upload that has the claim, and then the key stands for a job.
create function claim_upload(claim uuid, tenant uuid, wanted text, lease interval, bytes bigint) returns text
    language plpgsql
    as $$
begin
    if exists (select from idempotency_key k where k.tenant_id = tenant and k.key = wanted and k.expires_at > now()) then
        return 'KNOWN';
    end if;
    insert into upload_claim as other (tenant_id, key, id, expires_at) values (tenant, wanted, claim, now() + lease)
    on conflict (tenant_id, key) do update set id = excluded.id, expires_at = excluded.expires_at
    where other.expires_at <= now();
    if not found then
        return 'BUSY';
    end if;
    if exists (select from idempotency_key k where k.tenant_id = tenant and k.key = wanted and k.expires_at > now()) then
        delete from upload_claim c where c.id = claim;
        return 'KNOWN';
    end if;
    if exists (
        select from quota q
        where q.tenant_id = tenant
          and q.allowed - case when q.starts_on < period_start(q.period) then 0 else q.used end
              < case q.resource when 'bytes' then bytes else 1 end)
    then
        delete from upload_claim c where c.id = claim;
        return 'OVER_QUOTA';
    end if;
    return 'TAKEN';
end $$;
