-- What Orleans' own providers keep: reminders, and the state of grains that are neither audited nor listed. They read their
-- statements from this table when the silo starts, and name parameters and columns; the tables are ours.
create table orleansquery (
    querykey text primary key,
    querytext text not null
);

create table orleans_reminders (
    service_id text not null,
    grain_id text not null,
    reminder_name text not null,
    start_time text not null,
    period int not null,
    grain_hash int not null,
    version int not null,
    primary key (service_id, grain_id, reminder_name)
) without rowid;
create index orleans_reminders_by_hash on orleans_reminders (service_id, grain_hash);

-- The primary key lets one of two first writes win; the other one is told.
create table orleans_storage (
    service_id text not null,
    state_name text not null,
    n0 int not null,
    n1 int not null,
    extension text not null,
    version int not null,
    payload blob,
    modified_at text not null default current_timestamp,
    primary key (state_name, n0, n1, extension, service_id)
) without rowid;

insert into orleansquery (querykey, querytext) values
('UpsertReminderRowKey', '
    insert into orleans_reminders (service_id, grain_id, reminder_name, start_time, period, grain_hash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service_id, grain_id, reminder_name) do update
        set start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = version + 1
    returning version as Version
'),
('ReadReminderRowKey', '
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName
'),
('ReadReminderRowsKey', '
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and grain_id = @GrainId
'),
('ReadRangeRows1Key', '
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and grain_hash > @BeginHash and grain_hash <= @EndHash
'),
('ReadRangeRows2Key', '
    select grain_id as GrainId, reminder_name as ReminderName, start_time as StartTime, period as Period, version as Version
    from orleans_reminders where service_id = @ServiceId and (grain_hash > @BeginHash or grain_hash <= @EndHash)
'),
('DeleteReminderRowKey', '
    delete from orleans_reminders
    where service_id = @ServiceId and grain_id = @GrainId and reminder_name = @ReminderName and version = @Version;
    select changes()
'),
('DeleteReminderRowsKey', '
    delete from orleans_reminders where service_id = @ServiceId
'),
('ReadFromStorageKey', '
    select payload as PayloadBinary, version as Version from orleans_storage
    where state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
        and extension = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId
'),
('WriteToStorageKey', '
    insert into orleans_storage (service_id, state_name, n0, n1, extension, version, payload)
    values (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), 1, @PayloadBinary)
    on conflict (state_name, n0, n1, extension, service_id) do update
        set version = version + 1, payload = excluded.payload, modified_at = current_timestamp where version = @GrainStateVersion
    returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
    update orleans_storage set version = version + 1, payload = null, modified_at = current_timestamp
    where state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
        and extension = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId and version = @GrainStateVersion
    returning version as NewGrainStateVersion
'),
('DeleteStorageKey', '
    delete from orleans_storage
    where state_name = @GrainTypeString and n0 = @GrainIdN0 and n1 = @GrainIdN1
        and extension = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId and version = @GrainStateVersion
    returning version + 1 as NewGrainStateVersion
');
