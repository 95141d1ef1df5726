-- Uploads in progress, so that no second one of the same key stores its document as well. A claim only saves work: the
-- unique key of idempotency_key decides. So it may be lost in a crash, and costs no write to the log.
create unlogged table upload_claim (
    tenant_id  uuid        not null, -- unchecked, for a check would lock and so write the row of the tenant
    key        text        not null,
    id         uuid        not null unique,
    expires_at timestamptz not null, -- renewed while the upload goes on
    primary key (tenant_id, key)
);
