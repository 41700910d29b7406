create table flowker_features (
    name text primary key,
    switched_on_at timestamptz not null,
    switched_on_by text not null
);

-- What the silos know, by the name that each has in the membership.
create table flowker_silo_features (
    silo text primary key,
    features text not null,
    holds boolean not null,
    written_at timestamptz not null
);

-- The one thing that the service's role may do to the version: make it the one that programs without features refuse.
create function flowker_shut_out_older() returns void language sql security definer set search_path from current as
'update flowker_schema set version = greatest(version, 7)';
revoke all on function flowker_shut_out_older() from public;
