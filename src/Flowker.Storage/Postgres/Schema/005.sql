-- What Orleans' own providers keep: cluster membership, reminders, and the state of grains that are neither audited nor listed.
-- They read their statements from this table when a silo starts, and name parameters and columns; the tables are ours.
create table orleansquery (
    querykey text primary key,
    querytext text not null
);

-- One row for each cluster. Its version makes every change of the membership atomic with what was read before.
create table orleans_membership_version (
    deployment_id text primary key,
    version int not null default 0
);

create table orleans_membership (
    deployment_id text not null references orleans_membership_version,
    address text not null,
    port int not null,
    generation int not null,
    silo_name text not null,
    host_name text not null,
    status int not null,
    proxy_port int not null,
    suspect_times text,
    start_time timestamptz not null,
    i_am_alive_time timestamptz not null,
    primary key (deployment_id, address, port, generation)
);

create table orleans_reminders (
    service_id text not null,
    grain_id text not null,
    reminder_name text not null,
    start_time timestamptz not null,
    period bigint not null,
    grain_hash int not null,
    version int not null,
    primary key (service_id, grain_id, reminder_name)
);
create index orleans_reminders_by_hash on orleans_reminders (service_id, grain_hash);

-- The primary key lets one of two first writes win; the other one is told.
create table orleans_storage (
    service_id text not null,
    state_name text not null,
    n0 bigint not null,
    n1 bigint not null,
    extension text not null,
    version int not null,
    payload bytea,
    modified_at timestamptz not null default now(),
    primary key (state_name, n0, n1, extension, service_id)
) with (fillfactor = 70);

create function orleans_add_member(
    deployment text, member_address text, member_port int, member_generation int, name text, host text, member_status int, proxy int,
    started timestamptz, alive timestamptz, expected int) returns boolean language plpgsql as $$
begin
    update orleans_membership_version set version = version + 1 where deployment_id = deployment and version = expected;
    if not found then
        return false;
    end if;

    insert into orleans_membership values (
        deployment, member_address, member_port, member_generation, name, host, member_status, proxy, null, started, alive)
    on conflict do nothing;
    return found;
end $$;

create function orleans_change_member(
    deployment text, member_address text, member_port int, member_generation int, new_status int, suspects text, alive timestamptz,
    expected int) returns boolean language plpgsql as $$
begin
    update orleans_membership_version set version = version + 1 where deployment_id = deployment and version = expected;
    if not found then
        return false;
    end if;

    update orleans_membership set status = new_status, suspect_times = suspects, i_am_alive_time = alive
    where deployment_id = deployment and address = member_address and port = member_port and generation = member_generation;
    return found;
end $$;

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $q$
    with added as (
        insert into orleans_membership_version (deployment_id) values (@DeploymentId) on conflict do nothing returning 1)
    select exists (select from added)
$q$),
('InsertMembershipKey', $q$
    select orleans_add_member(
        @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime, @Version)
$q$),
('UpdateMembershipKey', $q$
    select orleans_change_member(
        @DeploymentId, @Address, @Port, @Generation, @Status, @SuspectTimes::text, @IAmAliveTime, @Version)
$q$),
('UpdateIAmAlivetimeKey', $q$
    update orleans_membership set i_am_alive_time = @IAmAliveTime
    where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$q$),
('MembershipReadRowKey', $q$
    select v.version as Version, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
        m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
        m.start_time as StartTime, m.i_am_alive_time as IAmAliveTime
    from orleans_membership_version v
    left join orleans_membership m on m.deployment_id = v.deployment_id
        and m.address = @Address and m.port = @Port and m.generation = @Generation
    where v.deployment_id = @DeploymentId
$q$),
('MembershipReadAllKey', $q$
    select v.version as Version, m.address as Address, m.port as Port, m.generation as Generation, m.silo_name as SiloName,
        m.host_name as HostName, m.status as Status, m.proxy_port as ProxyPort, m.suspect_times as SuspectTimes,
        m.start_time as StartTime, m.i_am_alive_time as IAmAliveTime
    from orleans_membership_version v left join orleans_membership m on m.deployment_id = v.deployment_id
    where v.deployment_id = @DeploymentId
$q$),
('GatewaysQueryKey', $q$
    select address as Address, proxy_port as ProxyPort, generation as Generation
    from orleans_membership where deployment_id = @DeploymentId and status = @Status and proxy_port > 0
$q$),
('DeleteMembershipTableEntriesKey', $q$
    with members as (delete from orleans_membership where deployment_id = @DeploymentId)
    delete from orleans_membership_version where deployment_id = @DeploymentId
$q$),
('CleanupDefunctSiloEntriesKey', $q$
    delete from orleans_membership where deployment_id = @DeploymentId and status = 6 and i_am_alive_time < @IAmAliveTime
$q$),
('CleanupDefunctSiloEntryKey', $q$
    delete from orleans_membership
    where deployment_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation and status = 6
        and suspect_times is not distinct from @SuspectTimes::text and start_time = @StartTime and i_am_alive_time = @IAmAliveTime
$q$),
('UpsertReminderRowKey', $q$
    insert into orleans_reminders as r (service_id, grain_id, reminder_name, start_time, period, grain_hash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service_id, grain_id, reminder_name) do update
        set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = r.version + 1
    returning version as Version
$q$),
('ReadReminderRowKey', $q$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName
$q$),
('ReadReminderRowsKey', $q$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and grain_id = @GrainId
$q$),
('ReadRangeRows1Key', $q$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
$q$),
('ReadRangeRows2Key', $q$
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
$q$),
('DeleteReminderRowKey', $q$
    with deleted as (
        delete from orleans_reminders
        where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName and version = @Version returning 1)
    select exists (select from deleted)
$q$),
('DeleteReminderRowsKey', $q$
    delete from orleans_reminders where service_id = @ServiceId
$q$),
('ReadFromStorageKey', $q$
    select payload as PayloadBinary, version as Version from orleans_storage
    where state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
        and extension = coalesce(@GrainIdExtensionString::text, '') and service_id = @ServiceId
$q$),
('WriteToStorageKey', $q$
    insert into orleans_storage as s (service_id, state_name, n0, n1, extension, version, payload)
    values (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString::text, ''), 1, @PayloadBinary)
    on conflict (state_name, n0, n1, extension, service_id) do update
        set version = s.version + 1, payload = excluded.payload, modified_at = now() where s.version = @GrainStateVersion::int
    returning version as NewGrainStateVersion
$q$),
('ClearStorageKey', $q$
    update orleans_storage set version = version + 1, payload = null, modified_at = now()
    where state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
        and extension = coalesce(@GrainIdExtensionString::text, '') and service_id = @ServiceId and version = @GrainStateVersion::int
    returning version as NewGrainStateVersion
$q$),
('DeleteStorageKey', $q$
    delete from orleans_storage
    where state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
        and extension = coalesce(@GrainIdExtensionString::text, '') and service_id = @ServiceId and version = @GrainStateVersion::int
    returning version + 1 as NewGrainStateVersion
$q$);
