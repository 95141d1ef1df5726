-- What clients see of their jobs: lists, and places in the line.

create index job_listing on job (tenant_id, created_at desc, id desc);
create index job_pace on job (finished_at desc) where status in ('completed', 'failed');

-- Each tenant's line again, such that places in it are counted without a look at the rows.
drop index job_line;
create index job_line on job (priority, tenant_id, created_at, id) include (due_at) where due_at is not null;
