-- The private keys that signed for the whole cluster, sealed; the newest signs. The database alone never opens one.
create table audit_signing_keys (
    number int primary key,
    key_id text not null,
    sealed bytea not null
);

-- That silos live which have a key outside of the database: a number that only grows.
create table audit_key_beats (
    key_id text primary key,
    beats bigint not null
);

-- The entries that say which keys belong to the chain outlive all others: later signatures are checked with them.
create or replace function audit_event_is_retained() returns trigger language plpgsql as $$
begin
    if exists (select 1 from audit_chain c where c.id = old.id and c.seq <= (select max(last_seq) from audit_retentions)) then
        if old.event_type = 'AUDIT_KEY_ADDED' then
            return null;
        end if;
        return old;
    end if;
    raise exception 'The audit trail is append-only.' using errcode = 'insufficient_privilege';
end $$;
