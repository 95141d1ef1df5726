-- The records of one job are found by the times of its transitions, which they have in common. Times grow, so that this
-- index is only ever written at its end.
create index audit_record_time on audit_record (at);
