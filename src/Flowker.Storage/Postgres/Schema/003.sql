-- What an active workflow holds is written with the workflow itself, so that it cannot be taken away in between.
create table workflow_providers (
    workflow_id uuid not null references workflows (id) on delete cascade,
    provider_id uuid not null references provider_configurations (id),
    primary key (workflow_id, provider_id)
);
create index workflow_providers_by_provider on workflow_providers (provider_id);
insert into workflow_providers (workflow_id, provider_id)
select distinct w.id, p.id
from workflows w
cross join lateral jsonb_array_elements(convert_from(w.body, 'UTF8')::jsonb -> 'nodes') as node
join provider_configurations p on p.id::text = lower(node -> 'data' ->> 'providerConfigId')
where w.status = 'active' and node ->> 'type' = 'executor';

create table webhook_routes (
    tenant text not null,
    method text not null,
    path text not null,
    workflow_id uuid not null references workflows (id) on delete cascade,
    node_id text not null,
    settings bytea not null,
    primary key (tenant, method, path)
);
create index webhook_routes_by_workflow on webhook_routes (workflow_id);

alter table workflows add column secrets bytea not null default ''::bytea;

create table executor_configurations (
    id uuid primary key,
    tenant text not null,
    name text not null,
    status text not null,
    version int not null,
    body bytea not null,
    last_tested_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index executor_configurations_name on executor_configurations (tenant, name);

create table api_keys (
    id uuid primary key,
    tenant text not null,
    name text not null,
    role text not null,
    salt bytea not null,
    hash bytea not null,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz
);
create unique index api_keys_name on api_keys (tenant, name) where revoked_at is null;

create table protection_keys (
    id text primary key,
    xml text not null
);

-- Failures are looked for among many executions and are few: small indexes that successes never touch.
create index executions_failed on executions (tenant, started_at, id) where status = 'failed';
create index executions_by_failed_node on executions (tenant, failed_node_id, started_at, id) where failed_node_id is not null;
create index workflows_by_status on workflows (tenant, status);

-- What has ended and is not yet counted in execution_rollups: written with the end, moved in the background. Both together,
-- and the open executions, are all there are.
create table execution_ends (
    id bigint generated always as identity primary key,
    tenant text not null,
    started_at timestamptz not null,
    completed_at timestamptz not null,
    status text not null
);
insert into execution_ends (tenant, started_at, completed_at, status)
select tenant, started_at, completed_at, status from executions where completed_at is not null;

-- Ended executions by the minute, hour and day (UTC) in which they started, and by how long they took.
create table execution_rollups (
    tenant text not null,
    level text not null,
    bucket timestamptz not null,
    status text not null,
    duration_class int not null,
    executions bigint not null,
    primary key (tenant, level, bucket, status, duration_class)
);
