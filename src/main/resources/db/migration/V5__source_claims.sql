-- Which found files and objects are being taken, or are left alone for a while because they could not be. A row goes
-- when its source does.

create table source_claim (
    source   bytea       primary key, -- SHA-256 of the place and the path in it
    worker   text, -- who holds the claim; null while nobody does
    due_at   timestamptz not null, -- nobody else takes the source before
    failures integer     not null default 0
);
