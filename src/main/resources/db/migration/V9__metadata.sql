-- What a client wants to be known of a version of its document: a flat object of texts, numbers and truth values. It has
-- no index of its own: row-level security applies its policy before any operator of jsonb, so an index would not be used.

alter table document_version
    add metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object');

-- The day or moment that a value says (RFC 3339), or null. A day begins at midnight, UTC.
create function metadata_time(value jsonb) returns timestamptz
    language plpgsql stable
    set timezone = 'UTC'
    as $$
begin
    if jsonb_typeof(value) = 'string' and value #>> '{}' ~
            '^\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2}))?$' then
        return (value #>> '{}')::timestamptz;
    end if;
    return null;
exception
    when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
        return null; -- As the 31st of February is no day.
end $$;
