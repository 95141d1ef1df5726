-- After every migration, as the extension may come later than the tables: where the database has pgvector, 0.8 or newer,
-- vectors are kept once more in the type that it indexes. The program adds the index of each model. Creating the
-- extension is tried, for it may need a superuser; without it vectors are found by a scan in memory.

do $$
declare
    home text;
begin
    if not exists (select from pg_extension where extname = 'vector')
            and exists (select from pg_available_extensions where name = 'vector') then
        begin
            create extension vector;
        exception
            when insufficient_privilege then
                raise warning 'pgvector is installed but not created; as a superuser: create extension vector';
            when unique_violation or duplicate_object then
                null; -- Another process did it at this moment.
        end;
    end if;
    select quote_ident(n.nspname) into home
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector' and string_to_array(split_part(e.extversion, '-', 1), '.')::int[] >= '{0,8}';
    if home is not null and not exists (
            select from pg_attribute where attrelid = 'embedding'::regclass and attname = 'near') then
        execute 'alter table embedding add column if not exists near ' || home || '.vector';
        -- In the row, where comparisons read it; then the column vector is the one that goes out of line.
        alter table embedding alter column near set storage main;
    end if;
end $$;
