-- Passages around chunks, and the words of published documents for keyword search.

alter table chunk
    add passage integer not null default 0, -- the run of chunks that it lies in, from 0
    add header  text    not null default '', -- embedded and indexed above the text, which lies elsewhere
    add gap     text    not null default ''; -- the white space between the chunk before and this one

-- The lengths that BM25 weighs with. Only published documents have a row, written in the transaction that publishes them;
-- what a tenant has in all is summed up when it is asked, so that no row is shared by two documents.
create table keyword_document (
    document_id uuid    primary key references document on delete cascade,
    tenant_id   uuid    not null references tenant,
    version     integer not null,
    chunks      integer not null,
    passages    integer not null,
    words       bigint  not null, -- of all chunks
    lengths     bytea   not null, -- for each chunk its words and its passage, as varints
    check (chunks > 0 and passages > 0)
);

create index keyword_document_tenant on keyword_document (tenant_id) include (chunks, passages, words);

-- One row for each word of a document. Goes with the row above, by the trigger below: a foreign key would be checked with
-- every word that is inserted.
create table keyword_posting (
    document_id uuid    not null,
    term        text    not null collate "C",
    tenant_id   uuid    not null,
    chunks      integer not null, -- that contain it
    occurrences bytea   not null, -- for each of them the distance to the one before and how often, as varints
    primary key (document_id, term)
);

create index keyword_posting_term on keyword_posting (tenant_id, term);

create function remove_postings() returns trigger
    language plpgsql
    as $$
begin
    delete from keyword_posting where document_id = old.document_id;
    return null;
end $$;

create trigger keyword_document_removed after delete on keyword_document
    for each row execute function remove_postings();
