-- Executions that were taken over from dead silos: how often since a step of theirs ended, and how often while a silo computed a turn of
-- them. Whoever computes a turn of a suspect is in "marked_by".
create table execution_claims (
    execution_id uuid primary key,
    step int not null,
    claims int not null,
    deaths int not null,
    marked_by text
);
