create table flowker_features (
    name text primary key,
    switched_on_at text not null,
    switched_on_by text not null
);

-- What the silo knows, by the name that it has in the membership.
create table flowker_silo_features (
    silo text primary key,
    features text not null,
    holds integer not null,
    written_at text not null
);
