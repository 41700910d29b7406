-- What lists tell of an execution beside its steps. Programs that do not know them leave them as they are.
alter table executions add column skipped_steps int not null default 0, add column handled_failures int not null default 0;
