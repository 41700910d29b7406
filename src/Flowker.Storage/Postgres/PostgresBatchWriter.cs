using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Flowker.Storage.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Flowker.Storage.Postgres;

/// <summary>Writes a batch as one statement: one round trip, one transaction, prepared by the driver after its second use.</summary>
internal sealed partial class PostgresBatchWriter(PostgresDatabase database) : IBatchWriter
{
    // Keys first: of two starts with one key only the one whose key was inserted goes on; an execution that already exists
    // takes no further key. The order of the rows keeps two writers, each with a batch, from waiting for each other.
    private const string Statement =
        """
        with c as (
            select * from unnest(
                @id, @expected, @commit, @events, @status, @step, @completed, @error_code, @error_message, @failed_node, @waiting,
                @owner, @due, @tenant, @key, @fingerprint, @workflow, @hash, @started, @total, @skipped, @handled)
            as c (id, expected, commit_id, events, status, step, completed, error_code, error_message, failed_node, waiting,
                owner, due, tenant, key, fingerprint, workflow, hash, started, total, skipped, handled)),
        keys as (
            insert into idempotency_keys (tenant, key, execution_id)
            select tenant, key, id from c
            where expected = 0 and key is not null and (select true from executions e where e.id = c.id) is null
            order by tenant, key
            on conflict do nothing returning execution_id),
        begun as (
            insert into executions (
                id, tenant, workflow_id, definition_hash, idempotency_key, fingerprint, version, status, started_at, total_steps,
                current_step, completed_at, error_code, error_message, failed_node_id, waiting_on, owner, due_at,
                skipped_steps, handled_failures)
            select id, tenant, workflow, hash, key, fingerprint, 1, status, started, total,
                step, completed, error_code, error_message, failed_node, waiting, owner, due, skipped, handled
            from c where expected = 0 and (key is null or id in (select execution_id from keys)) order by id
            on conflict do nothing returning id, tenant, started_at),
        continued as (
            update executions e set version = e.version + 1, status = c.status, current_step = c.step, completed_at = c.completed,
                error_code = c.error_code, error_message = c.error_message, failed_node_id = c.failed_node,
                waiting_on = c.waiting, owner = c.owner, due_at = c.due, skipped_steps = c.skipped, handled_failures = c.handled
            from c where c.expected > 0 and e.id = c.id and e.version = c.expected
            returning e.id, e.tenant, e.started_at),
        accepted as (select * from begun union all select * from continued),
        journal as (
            insert into execution_journal (execution_id, version, commit_id, events)
            select c.id, c.expected + 1, c.commit_id, c.events from c join accepted a on a.id = c.id),
        ends as (
            insert into execution_ends (tenant, started_at, completed_at, status)
            select a.tenant, a.started_at, c.completed, c.status from c join accepted a on a.id = c.id where c.completed is not null),
        audit as (
            insert into audit_events (
                event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
            select u.event_id, (@k_type)[u.kind], (@k_action)[u.kind], (@k_result)[u.kind], (@k_resource_type)[u.kind], u.resource_id,
                (@k_actor_type)[u.kind], (@k_actor)[u.kind], (@k_ip)[u.kind], u.at, u.metadata, u.context
            from unnest(@a_execution, @a_event, @a_kind, @a_resource, @a_at, @a_metadata, @a_context) with ordinality
            as u (execution_id, event_id, kind, resource_id, at, metadata, context, place)
            join accepted a on a.id = u.execution_id order by u.place)
        select id from accepted
        """;

    // With numbers for names, or the driver would parse all of it for every batch. Parameters are added in this order.
    private static readonly string Numbered = Number(Statement);

    public async Task<bool[]> WriteAsync(IReadOnlyList<ExecutionCommit> batch, CancellationToken cancellationToken)
    {
        await using var command = database.WriterSource.CreateCommand(Numbered);
        AddCommits(command, [.. batch.OrderBy(c => c.ExecutionId)]);
        AddAudit(command, batch);
        HashSet<Guid> accepted = [.. await command.ListAsync(r => r.GetGuid(0), cancellationToken).ConfigureAwait(false)];
        return [.. batch.Select(c => accepted.Contains(c.ExecutionId))];
    }

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work)
    {
        await using var connection = await database.WriterSource.OpenConnectionAsync().ConfigureAwait(false);
        return await work(connection).ConfigureAwait(false);
    }

    // A read-only server is a standby that took the address of the one that failed.
    public bool IsTransient(Exception failure) => database.IsTransient(failure);

    private static void AddCommits(NpgsqlCommand command, IReadOnlyList<ExecutionCommit> batch)
    {
        Add(command, NpgsqlDbType.Uuid, batch, c => c.ExecutionId);
        Add(command, NpgsqlDbType.Integer, batch, c => c.ExpectedVersion);
        Add(command, NpgsqlDbType.Uuid, batch, c => c.CommitId);
        Add(command, NpgsqlDbType.Bytea, batch, c => Array(c.Events));
        AddText(command, batch, c => c.Summary.Status);
        Add(command, NpgsqlDbType.Integer, batch, c => c.Summary.CurrentStep);
        Add(command, NpgsqlDbType.TimestampTz, batch, c => c.Summary.CompletedAt?.UtcDateTime);
        AddText(command, batch, c => c.Summary.ErrorCode);
        AddText(command, batch, c => c.Summary.ErrorMessage);
        AddText(command, batch, c => c.Summary.FailedNodeId);
        AddText(command, batch, c => c.Summary.WaitingOn);
        AddText(command, batch, c => c.Summary.Owner);
        Add(command, NpgsqlDbType.TimestampTz, batch, c => c.Summary.DueAt?.UtcDateTime);
        AddText(command, batch, c => c.Start?.Tenant);
        AddText(command, batch, c => c.Start?.IdempotencyKey);
        Add(command, NpgsqlDbType.Bytea, batch, c => c.Start is { } start ? Array(start.Fingerprint) : null);
        Add(command, NpgsqlDbType.Uuid, batch, c => c.Start?.WorkflowId);
        AddText(command, batch, c => c.Start?.DefinitionHash);
        Add(command, NpgsqlDbType.TimestampTz, batch, c => c.Start?.StartedAt.UtcDateTime);
        Add(command, NpgsqlDbType.Integer, batch, c => c.Start?.TotalSteps);
        Add(command, NpgsqlDbType.Integer, batch, c => c.Summary.SkippedSteps);
        Add(command, NpgsqlDbType.Integer, batch, c => c.Summary.HandledFailures);
    }

    // Most of what an event says it shares with others of its batch: that is sent once.
    private static void AddAudit(NpgsqlCommand command, IReadOnlyList<ExecutionCommit> batch)
    {
        List<(Guid Execution, int Kind, AuditEntry Entry)> audit = [];
        List<AuditKind> kinds = [];
        Dictionary<AuditKind, int> places = [];
        foreach (var commit in batch)
        {
            foreach (var entry in commit.Audit)
            {
                var kind = new AuditKind(entry.EventType, entry.Action, entry.Result, entry.ResourceType, entry.Actor);
                if (places.TryAdd(kind, kinds.Count + 1))
                {
                    kinds.Add(kind);
                }

                audit.Add((commit.ExecutionId, places[kind], entry));
            }
        }

        AddText(command, kinds, k => k.EventType);
        AddText(command, kinds, k => k.Action);
        AddText(command, kinds, k => k.Result);
        AddText(command, kinds, k => k.ResourceType);
        AddText(command, kinds, k => k.Actor.Type);
        AddText(command, kinds, k => k.Actor.Id);
        AddText(command, kinds, k => k.Actor.IpAddress);
        Add(command, NpgsqlDbType.Uuid, audit, a => a.Execution);
        Add(command, NpgsqlDbType.Uuid, audit, a => a.Entry.EventId);
        Add(command, NpgsqlDbType.Integer, audit, a => a.Kind);
        AddText(command, audit, a => a.Entry.ResourceId);
        Add(command, NpgsqlDbType.TimestampTz, audit, a => a.Entry.At.UtcDateTime);
        AddText(command, audit, a => a.Entry.Metadata);
        AddText(command, audit, a => a.Entry.Context);
    }

    private static void AddText<TRow>(NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, string?> value) =>
        Add(command, NpgsqlDbType.Text, rows, r => value(r) is { } text ? StoredText.Clean(text) : null);

    private static void Add<TRow, TValue>(NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        command.Parameters.Add(new NpgsqlParameter<TValue[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values });
    }

    // What is the whole of an array already need not be copied.
    private static byte[] Array(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && array.Length == bytes.Length ? array : bytes.ToArray();

    private static string Number(string statement)
    {
        var count = 0;
        return Name().Replace(statement, _ => string.Create(CultureInfo.InvariantCulture, $"${++count}"));
    }

    [GeneratedRegex("@[a-z_]+")]
    private static partial Regex Name();

    private readonly record struct AuditKind(string EventType, string Action, string Result, string ResourceType, AuditActor Actor);
}
