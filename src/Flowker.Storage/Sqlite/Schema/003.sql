-- What an active workflow holds is written with the workflow itself, so that it cannot be taken away in between.
create table workflow_providers (
    workflow_id text not null,
    provider_id text not null,
    primary key (workflow_id, provider_id)
);
create index workflow_providers_by_provider on workflow_providers (provider_id);
insert into workflow_providers (workflow_id, provider_id)
select distinct w.id, p.id
from workflows w
join json_each(cast(w.body as text), '$.nodes') as node
join provider_configurations p on p.id = upper(json_extract(node.value, '$.data.providerConfigId'))
where w.status = 'active' and json_extract(node.value, '$.type') = 'executor';

create table webhook_routes (
    tenant text not null,
    method text not null,
    path text not null,
    workflow_id text not null,
    node_id text not null,
    settings blob not null,
    primary key (tenant, method, path)
);
create index webhook_routes_by_workflow on webhook_routes (workflow_id);

alter table workflows add column secrets blob not null default x'';

create table executor_configurations (
    id text primary key,
    tenant text not null,
    name text not null,
    status text not null,
    version int not null,
    body blob not null,
    last_tested_at text,
    created_at text not null,
    updated_at text not null
);
create unique index executor_configurations_name on executor_configurations (tenant, name);

create table api_keys (
    id text primary key,
    tenant text not null,
    name text not null,
    role text not null,
    salt blob not null,
    hash blob not null,
    created_by text not null,
    created_at text not null,
    expires_at text,
    revoked_at text
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
    id integer primary key autoincrement,
    tenant text not null,
    started_at text not null,
    completed_at text not null,
    status text not null
);
insert into execution_ends (tenant, started_at, completed_at, status)
select tenant, started_at, completed_at, status from executions where completed_at is not null;

-- Ended executions by the minute, hour and day (UTC) in which they started, and by how long they took.
create table execution_rollups (
    tenant text not null,
    level text not null,
    bucket text not null,
    status text not null,
    duration_class int not null,
    executions int not null,
    primary key (tenant, level, bucket, status, duration_class)
) without rowid;
