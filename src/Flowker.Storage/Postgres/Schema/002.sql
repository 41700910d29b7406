-- Waits that have ended are looked for every few seconds, among however many executions wait.
create index executions_due on executions (owner, due_at, id) where due_at is not null and status in ('pending', 'running');
