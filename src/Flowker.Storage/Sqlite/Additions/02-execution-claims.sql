-- Executions that were taken over from dead silos: how often since a step of theirs ended, and how often while a silo computed a turn of
-- them. Whoever computes a turn of a suspect is in "marked_by".
create table execution_claims (
    execution_id text primary key,
    step integer not null,
    claims integer not null,
    deaths integer not null,
    marked_by text
);
