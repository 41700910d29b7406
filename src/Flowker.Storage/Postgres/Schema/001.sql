create table executions (
    id uuid primary key,
    tenant text not null,
    workflow_id uuid not null,
    definition_hash text not null,
    idempotency_key text,
    fingerprint bytea not null,
    version int not null,
    status text not null,
    started_at timestamptz not null,
    total_steps int not null,
    current_step int not null,
    completed_at timestamptz,
    error_code text,
    error_message text,
    failed_node_id text,
    waiting_on text,
    owner text,
    due_at timestamptz
) with (fillfactor = 70);
create index executions_by_start on executions (tenant, started_at, id);
create index executions_by_end on executions (tenant, completed_at, id);
create index executions_by_workflow on executions (tenant, workflow_id, started_at, id);
create index executions_open on executions (owner, id) where status in ('pending', 'running');

-- Append-only; the primary key is what fences a driver that was overtaken.
create table execution_journal (
    execution_id uuid not null,
    version int not null,
    commit_id uuid not null,
    events bytea not null,
    primary key (execution_id, version)
);

-- Apart from executions, so that those can be partitioned by time without losing the one key, one execution rule.
create table idempotency_keys (
    tenant text not null,
    key text not null,
    execution_id uuid not null,
    primary key (tenant, key)
);

create table pinned_definitions (
    hash text primary key,
    body bytea not null
);

create table workflows (
    id uuid primary key,
    tenant text not null,
    name text not null,
    status text not null,
    version int not null,
    body bytea not null,
    definition_hash text,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index workflows_name on workflows (tenant, name);

create table provider_configurations (
    id uuid primary key,
    tenant text not null,
    name text not null,
    description text,
    provider_id text not null,
    status text not null,
    version int not null,
    config bytea not null,
    metadata bytea not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index provider_configurations_name on provider_configurations (tenant, name);

create table audit_events (
    id bigint generated always as identity primary key,
    event_id uuid not null unique,
    event_type text not null,
    action text not null,
    result text not null,
    resource_type text not null,
    resource_id text not null,
    actor_type text not null,
    actor_id text not null,
    actor_ip text not null,
    at timestamptz not null,
    metadata text not null,
    context text not null
);
create index audit_events_by_resource on audit_events (resource_type, resource_id, id);
create index audit_events_by_time on audit_events (at, id);
