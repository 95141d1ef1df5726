-- Searches ask for the documents of their tenant that changed since a snapshot.

drop index document_changed;
create index document_changed on document (tenant_id, changed_xid);
