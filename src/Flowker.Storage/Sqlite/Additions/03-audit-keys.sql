-- The private keys that signed, sealed; the newest signs.
create table audit_signing_keys (
    number integer primary key,
    key_id text not null,
    sealed blob not null
);

-- That a process lives which has a key outside of the database: a number that only grows.
create table audit_key_beats (
    key_id text primary key,
    beats integer not null
);

-- The entries that say which keys belong to the chain outlive all others: later signatures are checked with them.
create trigger audit_events_keys_stay before delete on audit_events
when old.event_type = 'AUDIT_KEY_ADDED'
    and exists (select 1 from audit_chain c where c.id = old.id and c.seq <= (select max(last_seq) from audit_retentions))
begin select raise(ignore); end;
