using System.Data.Common;
using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>The checkpoints of the chain, in SQL that both databases understand.</summary>
internal sealed class SqlAuditCheckpoints(FlowkerDatabase database) : IAuditCheckpoints
{
    private const string Columns = "first_seq, last_seq, body";

    public async Task<bool> AddAsync(CheckpointRow checkpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return await ChangeAsync(
            "insert into audit_checkpoints (first_seq, last_seq, body) values (@first, @last, @body) on conflict do nothing",
            c => c.With("first", checkpoint.FirstSequence).With("last", checkpoint.LastSequence).With("body", checkpoint.Body),
            cancellationToken).ConfigureAwait(false) == 1;
    }

    public async Task<CheckpointRow?> GetLastAsync(CancellationToken cancellationToken = default) =>
        await ListAsync("order by last_seq desc limit 1", c => c, cancellationToken).ConfigureAwait(false) is [var last] ? last : null;

    public Task<IReadOnlyList<CheckpointRow>> ListAsync(long afterSequence, int limit, CancellationToken cancellationToken = default) =>
        ListAsync(
            "where last_seq > @after order by last_seq limit @limit", c => c.With("after", afterSequence).With("limit", limit), cancellationToken);

    public Task<long> GetPublishedAsync(string target, CancellationToken cancellationToken = default) =>
        NumberAsync("select coalesce(max(last_seq), 0) from audit_publications where target = @target", c => c.With("target", target), cancellationToken);

    public Task SetPublishedAsync(string target, long sequence, CancellationToken cancellationToken = default) => ChangeAsync(
        """
        insert into audit_publications (target, last_seq) values (@target, @seq)
        on conflict (target) do update set last_seq = excluded.last_seq where excluded.last_seq > audit_publications.last_seq
        """,
        c => c.With("target", target).With("seq", sequence),
        cancellationToken);

    public Task<bool> AllowRemovalAsync(long throughSequence, AuditEntry record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var allow = connection.Command(
                    """
                    insert into audit_retentions (last_seq, event_id)
                    select last_seq, @event from audit_checkpoints
                    where last_seq = @seq and last_seq > (select coalesce(max(last_seq), 0) from audit_retentions)
                    """,
                    transaction)
                    .With("event", record.EventId).With("seq", throughSequence);
                if (await allow.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 0)
                {
                    return (false, false);
                }

                await AuditRows.AddAsync(connection, transaction, [record], token).ConfigureAwait(false);
                return (true, true);
            },
            cancellationToken);
    }

    public Task<long> GetRemovableAsync(CancellationToken cancellationToken = default) =>
        NumberAsync("select coalesce(max(last_seq), 0) from audit_retentions", c => c, cancellationToken);

    private Task<IReadOnlyList<CheckpointRow>> ListAsync(
        string rest, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CheckpointRow>>(
            async (connection, token) =>
            {
                await using var command = bind(connection.Command($"select {Columns} from audit_checkpoints {rest}"));
                return await command.ListAsync(r => new CheckpointRow(r.GetInt64(0), r.GetInt64(1), r.GetString(2)), token).ConfigureAwait(false);
            },
            cancellationToken);

    private Task<long> NumberAsync(string sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = bind(connection.Command(sql));
            return (await command.ListAsync(r => r.GetInt64(0), token).ConfigureAwait(false)).Single();
        },
        cancellationToken);

    private Task<int> ChangeAsync(string sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            await using var command = bind(connection.Command(sql, transaction));
            return (true, await command.ExecuteNonQueryAsync(token).ConfigureAwait(false));
        },
        cancellationToken);
}
