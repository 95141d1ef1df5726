-- What embedding costs, and how the workers share the limits of a provider.

alter table job
    add embedded_tokens   bigint         not null default 0, -- sent to the model by all attempts; less than its chunks have where vectors were reused
    add embedding_cost    numeric(16, 6) not null default 0, -- at the price of the day
    add unembedded_chunks integer[]      not null default '{}'; -- ordinals of the chunks that the provider refused

-- Outlives the jobs, whose rows are purged.
create table embedding_use (
    tenant_id uuid           not null references tenant,
    day       date           not null, -- of the UTC calendar
    model_id  smallint       not null references embedding_model,
    tokens    bigint         not null,
    cost      numeric(16, 6) not null,
    primary key (tenant_id, day, model_id)
);

-- One row for each provider: the line in front of it, in which every request of every worker takes its place. Losing it
-- costs a few refused requests, so it is not written to the log.
create unlogged table provider_line (
    provider      text primary key,
    requests_at   timestamptz not null default now(), -- when the budget of requests has room for the next one
    tokens_at     timestamptz not null default now(), -- when the budget of tokens has
    queries_at    timestamptz not null default now(), -- when the share of the queries has
    closed_until  timestamptz, -- null while the provider takes requests
    probing_until timestamptz, -- until when the one request that tries again may take
    failures      integer     not null default 0, -- without a success between them
    line          integer     not null default 0 -- counts the closings, each of which voids the places in the line
);
