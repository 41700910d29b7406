-- What lists tell of an execution beside its steps.
alter table executions add column skipped_steps integer not null default 0;
alter table executions add column handled_failures integer not null default 0;
