-- Executions that were taken over from dead silos: how often since their last step forward, and how often while a silo computed a turn of
-- them. The version tells what happened since; whoever computes a turn of a suspect is in "marked_by".
create table execution_claims (
    execution_id text primary key,
    version integer not null,
    claims integer not null,
    deaths integer not null,
    marked_by text
);
