create table executions (
    id text primary key,
    tenant text not null,
    workflow_id text not null,
    definition_hash text not null,
    idempotency_key text,
    fingerprint blob not null,
    version int not null,
    status text not null,
    started_at text not null,
    total_steps int not null,
    current_step int not null,
    completed_at text,
    error_code text,
    error_message text,
    failed_node_id text,
    waiting_on text,
    owner text,
    due_at text
);
create index executions_by_start on executions (tenant, started_at, id);
create index executions_by_end on executions (tenant, completed_at, id);
create index executions_by_workflow on executions (tenant, workflow_id, started_at, id);
create index executions_open on executions (owner, id) where status in ('pending', 'running');

-- Append-only; the primary key is what fences a driver that was overtaken.
create table execution_journal (
    execution_id text not null,
    version int not null,
    commit_id text not null,
    events blob not null,
    primary key (execution_id, version)
) without rowid;

-- Apart from executions, so that those can be partitioned by time without losing the one key, one execution rule.
create table idempotency_keys (
    tenant text not null,
    key text not null,
    execution_id text not null,
    primary key (tenant, key)
) without rowid;

create table pinned_definitions (
    hash text primary key,
    body blob not null
);

create table workflows (
    id text primary key,
    tenant text not null,
    name text not null,
    status text not null,
    version int not null,
    body blob not null,
    definition_hash text,
    created_at text not null,
    updated_at text not null
);
create unique index workflows_name on workflows (tenant, name);

create table provider_configurations (
    id text primary key,
    tenant text not null,
    name text not null,
    description text,
    provider_id text not null,
    status text not null,
    version int not null,
    config blob not null,
    metadata blob not null,
    created_at text not null,
    updated_at text not null
);
create unique index provider_configurations_name on provider_configurations (tenant, name);

create table audit_events (
    id integer primary key autoincrement,
    event_id text not null unique,
    event_type text not null,
    action text not null,
    result text not null,
    resource_type text not null,
    resource_id text not null,
    actor_type text not null,
    actor_id text not null,
    actor_ip text not null,
    at text not null,
    metadata text not null,
    context text not null
);
create index audit_events_by_resource on audit_events (resource_type, resource_id, id);
create index audit_events_by_time on audit_events (at, id);
