-- The chain stands beside the events, which nothing touches once they are written. One row for each event, in chain order.
create table audit_chain (
    seq integer primary key,
    id integer not null unique,
    hash blob not null
);

-- The one row that moves: whoever extends the chain must find it as he read it. Every event with an id up to "settled" is in
-- the chain, or belonged to a transaction that was rolled back.
create table audit_chain_head (
    chain text primary key,
    seq integer not null,
    hash blob,
    settled integer not null,
    owner text not null,
    lease_until text not null
);
insert into audit_chain_head (chain, seq, hash, settled, owner, lease_until)
select substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21, 12),
    0, null, 0, '', '2000-01-01 00:00:00'
from (select hex(randomblob(16)) as h);

create table audit_checkpoints (
    last_seq integer primary key,
    first_seq integer not null unique,
    body text not null
);

-- How far each place outside has been told of the checkpoints.
create table audit_publications (
    target text primary key,
    last_seq integer not null
);

-- Up to where events may be removed, each with the audit event that says so.
create table audit_retentions (
    last_seq integer primary key,
    event_id text not null
);

create trigger audit_events_no_update before update on audit_events begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_events_retained before delete on audit_events
when not exists (select 1 from audit_chain c where c.id = old.id and c.seq <= (select max(last_seq) from audit_retentions))
begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_chain_no_update before update on audit_chain begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_chain_no_delete before delete on audit_chain begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_checkpoints_no_update before update on audit_checkpoints begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_checkpoints_no_delete before delete on audit_checkpoints begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_retentions_no_update before update on audit_retentions begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_retentions_no_delete before delete on audit_retentions begin select raise(abort, 'The audit trail is append-only.'); end;
create trigger audit_chain_head_stays before delete on audit_chain_head begin select raise(abort, 'The audit trail is append-only.'); end;

-- Taken from the text without parsing it, since no event may be refused for what it says.
alter table audit_events add column request_id text generated always as (
    case when instr(context, '"requestId":"') > 0
    then substr(context, instr(context, '"requestId":"') + 13, instr(substr(context, instr(context, '"requestId":"') + 13), '"') - 1)
    end) virtual;

-- Searches by what is frequent find enough among the newest; these serve what is rare, and cost frequent events nothing.
create index audit_events_by_type on audit_events (event_type, id)
    where event_type not in ('EXECUTION_STARTED', 'EXECUTION_COMPLETED', 'PROVIDER_CALL_STARTED', 'PROVIDER_CALL_COMPLETED');
create index audit_events_by_action on audit_events (action, id) where action <> 'EXECUTE';
create index audit_events_failed on audit_events (id) where result = 'FAILED';
create index audit_events_by_actor on audit_events (actor_id, id) where actor_type <> 'system';
create index audit_events_by_request on audit_events (request_id, id) where request_id is not null;
