-- Several indexes of the same documents: one that searches read, and another that is built beside it, or was left.

-- How a whole index is made: by which model, from chunks of which sizes.
create table generation (
    id           smallint    generated always as identity primary key,
    model_id     smallint    references embedding_model, -- null until the first start tells what made the chunks
    chunking     text, -- likewise
    active       boolean     not null default false, -- the one that searches read
    dropped      boolean     not null default false, -- nothing is written to it any more, and its rows are being removed
    created_at   timestamptz not null default now(),
    activated_at timestamptz,
    check (not (active and dropped)),
    check (active = false or activated_at is not null)
);

create unique index generation_active on generation (active) where active;

insert into generation (active, activated_at) values (true, now());

-- Published documents that a generation lacks: the work that is left, and why it was not done. The active one lacks none.
create table generation_gap (
    generation_id smallint    not null references generation on delete cascade,
    document_id   uuid        not null references document on delete cascade,
    tenant_id     uuid        not null,
    due_at        timestamptz not null default now(), -- nobody works on it before; the lease of who does
    tries         integer     not null default 0,
    error_code    text, -- of the last try
    primary key (generation_id, document_id)
);

create index generation_gap_due on generation_gap (generation_id, due_at);
create index generation_gap_document on generation_gap (document_id);

-- Chunks and words of every generation lie beside each other. Unchecked references: a check would lock, and so write,
-- the one row of the generation with every batch.
alter table chunk
    add generation_id smallint not null default 1;
alter table chunk
    alter generation_id drop default,
    drop constraint chunk_pkey,
    add primary key (document_id, version, generation_id, ordinal);

alter table keyword_document
    add generation_id smallint not null default 1;
alter table keyword_document
    alter generation_id drop default,
    drop constraint keyword_document_pkey,
    add primary key (document_id, generation_id);

drop index keyword_document_tenant;
create index keyword_document_tenant on keyword_document (tenant_id, generation_id) include (chunks, passages, words);

alter table keyword_posting
    add generation_id smallint not null default 1;
alter table keyword_posting
    alter generation_id drop default,
    drop constraint keyword_posting_pkey,
    add primary key (document_id, generation_id, term);

drop index keyword_posting_term;
create index keyword_posting_term on keyword_posting (tenant_id, generation_id, term);

create or replace function remove_postings() returns trigger
    language plpgsql
    as $$
begin
    delete from keyword_posting where document_id = old.document_id and generation_id = old.generation_id;
    return null;
end $$;

alter table job
    add generation_id smallint, -- that the latest attempt works, or worked, for
    add indexed_in    smallint[] not null default '{}'; -- the others in which the present attempt has the whole document
