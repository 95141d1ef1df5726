-- The second wall between tenants. After every migration: each table that holds rows of tenants shows and takes only
-- those of the tenant that the session works for; all of them ('*') where the program says so; none where it says
-- nothing. The owner of the tables is no exception; superusers always are.

do $$
declare
    tenants_own record;
begin
    for tenants_own in
        select c.oid::regclass as name, a.attname as tenant_column
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relforcerowsecurity
          and a.attname = case c.relname when 'tenant' then 'id' else 'tenant_id' end
          and not a.attisdropped
    loop
        execute format('alter table %s enable row level security', tenants_own.name);
        execute format('alter table %s force row level security', tenants_own.name);
        execute format(
            $policy$create policy tenant_wall on %s
                using ((select current_setting('dromedary.tenant', true)) in ('*', %I::text))$policy$,
            tenants_own.name, tenants_own.tenant_column);
    end loop;
end $$;
