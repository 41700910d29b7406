using System.Data.Common;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Flowker.Storage.Sql;
using Microsoft.Data.Sqlite;

namespace Flowker.Storage.Sqlite;

/// <summary>Writes a batch as one transaction on a connection of its own; statements are prepared once.</summary>
internal sealed class SqliteBatchWriter(SqliteDatabase database) : IBatchWriter, IDisposable
{
    private Session? _session;

    public Task<bool[]> WriteAsync(IReadOnlyList<ExecutionCommit> batch, CancellationToken cancellationToken) =>
        database.Writer.RunAsync(() => Write(batch));

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work) => database.Readers.RunAsync(work, CancellationToken.None);

    // A full or failing disk may be well again before the callers' patience ends.
    public bool IsTransient(Exception failure) => database.IsTransient(failure);

    public void Dispose() => _session?.Dispose();

    private bool[] Write(IReadOnlyList<ExecutionCommit> batch)
    {
        _session ??= Begin();
        try
        {
            return _session.Write(batch);
        }
        catch
        {
            // After a failure the connection's state is not trusted; disposing it rolls back.
            _session.Dispose();
            _session = null;
            throw;
        }
    }

    private Session Begin()
    {
        var connection = database.Open();
        try
        {
            return new Session(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed class Session(SqliteConnection connection) : IDisposable
    {
        private readonly SqliteStatement _key = new(
            connection,
            """
            insert into idempotency_keys (tenant, key, execution_id)
            select @tenant, @key, @id where not exists (select 1 from executions where id = @id)
            on conflict do nothing
            """);

        private readonly SqliteStatement _begin = new(
            connection,
            """
            insert into executions (
                id, tenant, workflow_id, definition_hash, idempotency_key, fingerprint, version, status, started_at, total_steps,
                current_step, completed_at, error_code, error_message, failed_node_id, waiting_on, owner, due_at,
                skipped_steps, handled_failures)
            values (
                @id, @tenant, @workflow, @hash, @key, @fingerprint, 1, @status, @started, @total,
                @step, @completed, @errorCode, @errorMessage, @failedNode, @waiting, @owner, @due, @skipped, @handled)
            on conflict do nothing
            """);

        private readonly SqliteStatement _continue = new(
            connection,
            """
            update executions set version = version + 1, status = @status, current_step = @step, completed_at = @completed,
                error_code = @errorCode, error_message = @errorMessage, failed_node_id = @failedNode,
                waiting_on = @waiting, owner = @owner, due_at = @due, skipped_steps = @skipped, handled_failures = @handled
            where id = @id and version = @expected
            """);

        private readonly SqliteStatement _journal = new(
            connection, "insert into execution_journal (execution_id, version, commit_id, events) values (@id, @version, @commit, @events)");

        private readonly SqliteStatement _end = new(
            connection,
            """
            insert into execution_ends (tenant, started_at, completed_at, status)
            select tenant, started_at, completed_at, status from executions where id = @id
            """);

        private readonly SqliteStatement _audit = new(connection, AuditRows.Insert);

        public bool[] Write(IReadOnlyList<ExecutionCommit> batch)
        {
            using var transaction = connection.BeginTransaction();
            var accepted = batch.Select(Write).ToArray();
            transaction.Commit();
            return accepted;
        }

        public void Dispose()
        {
            foreach (var statement in new[] { _key, _begin, _continue, _journal, _end, _audit })
            {
                statement.Dispose();
            }

            connection.Dispose();
        }

        private bool Write(ExecutionCommit commit)
        {
            if (!(commit.Start is { } start ? Begin(commit, start) : Continue(commit)))
            {
                return false;
            }

            _journal
                .With("id", commit.ExecutionId).With("version", commit.ExpectedVersion + 1)
                .With("commit", commit.CommitId).With("events", commit.Events)
                .Run();
            if (commit.Summary.CompletedAt is not null)
            {
                _end.With("id", commit.ExecutionId).Run();
            }

            foreach (var entry in commit.Audit)
            {
                WithEntry(_audit, entry).Run();
            }

            return true;
        }

        private bool Begin(ExecutionCommit commit, ExecutionStart start)
        {
            if (start.IdempotencyKey is { } key
                && _key.With("tenant", start.Tenant).With("key", key).With("id", commit.ExecutionId).Run() == 0)
            {
                return false;
            }

            return WithSummary(_begin, commit)
                .With("tenant", start.Tenant).With("workflow", start.WorkflowId).With("hash", start.DefinitionHash)
                .With("key", start.IdempotencyKey).With("fingerprint", start.Fingerprint).With("started", start.StartedAt)
                .With("total", start.TotalSteps)
                .Run() == 1;
        }

        private bool Continue(ExecutionCommit commit) =>
            WithSummary(_continue, commit).With("expected", commit.ExpectedVersion).Run() == 1;

        private static SqliteStatement WithSummary(SqliteStatement statement, ExecutionCommit commit) => statement
            .With("id", commit.ExecutionId).With("status", commit.Summary.Status).With("step", commit.Summary.CurrentStep)
            .With("completed", commit.Summary.CompletedAt).With("errorCode", commit.Summary.ErrorCode)
            .With("errorMessage", commit.Summary.ErrorMessage).With("failedNode", commit.Summary.FailedNodeId)
            .With("waiting", commit.Summary.WaitingOn).With("owner", commit.Summary.Owner).With("due", commit.Summary.DueAt)
            .With("skipped", commit.Summary.SkippedSteps).With("handled", commit.Summary.HandledFailures);

        private static SqliteStatement WithEntry(SqliteStatement statement, AuditEntry entry) => statement
            .With("event", entry.EventId).With("type", entry.EventType).With("action", entry.Action).With("result", entry.Result)
            .With("resourceType", entry.ResourceType).With("resourceId", entry.ResourceId).With("actorType", entry.Actor.Type)
            .With("actorId", entry.Actor.Id).With("actorIp", entry.Actor.IpAddress).With("at", entry.At)
            .With("metadata", entry.Metadata).With("context", entry.Context);
    }
}
