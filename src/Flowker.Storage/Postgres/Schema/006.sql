-- The chain stands beside the events, which nothing touches once they are written. One row for each event, in chain order.
create table audit_chain (
    seq bigint primary key,
    id bigint not null unique,
    hash bytea not null
);

-- The one row that moves: whoever extends the chain must find it as he read it. Every event with an id up to "settled" is in
-- the chain, or belonged to a transaction that was rolled back.
create table audit_chain_head (
    chain uuid primary key,
    seq bigint not null,
    hash bytea,
    settled bigint not null,
    owner text not null,
    lease_until timestamptz not null
);
insert into audit_chain_head (chain, seq, hash, settled, owner, lease_until) values (gen_random_uuid(), 0, null, 0, '', now());

create table audit_checkpoints (
    last_seq bigint primary key,
    first_seq bigint not null unique,
    body text not null
);

-- How far each place outside has been told of the checkpoints.
create table audit_publications (
    target text primary key,
    last_seq bigint not null
);

-- Up to where events may be removed, each with the audit event that says so.
create table audit_retentions (
    last_seq bigint primary key,
    event_id uuid not null
);

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'The audit trail is append-only.' using errcode = 'insufficient_privilege';
end $$;

create function audit_event_is_retained() returns trigger language plpgsql as $$
begin
    if exists (select 1 from audit_chain c where c.id = old.id and c.seq <= (select max(last_seq) from audit_retentions)) then
        return old;
    end if;
    raise exception 'The audit trail is append-only.' using errcode = 'insufficient_privilege';
end $$;

create trigger audit_events_append_only before update or truncate on audit_events for each statement execute function audit_is_append_only();
create trigger audit_events_retained before delete on audit_events for each row execute function audit_event_is_retained();
create trigger audit_chain_append_only before update or delete or truncate on audit_chain for each statement execute function audit_is_append_only();
create trigger audit_checkpoints_append_only before update or delete or truncate on audit_checkpoints
    for each statement execute function audit_is_append_only();
create trigger audit_retentions_append_only before update or delete or truncate on audit_retentions
    for each statement execute function audit_is_append_only();
create trigger audit_chain_head_stays before delete or truncate on audit_chain_head for each statement execute function audit_is_append_only();

-- Taken from the text without parsing it, since no event may be refused for what it says.
alter table audit_events add column request_id text generated always as (substring(context from '"requestId":"([^"]*)"')) stored;

-- Searches by what is frequent find enough among the newest; these serve what is rare, and cost frequent events nothing.
create index audit_events_by_type on audit_events (event_type, id)
    where event_type not in ('EXECUTION_STARTED', 'EXECUTION_COMPLETED', 'PROVIDER_CALL_STARTED', 'PROVIDER_CALL_COMPLETED');
create index audit_events_by_action on audit_events (action, id) where action <> 'EXECUTE';
create index audit_events_failed on audit_events (id) where result = 'FAILED';
create index audit_events_by_actor on audit_events (actor_id, id) where actor_type <> 'system';
create index audit_events_by_request on audit_events (request_id, id) where request_id is not null;
