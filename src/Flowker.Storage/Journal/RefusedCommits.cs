using System.Data.Common;
using System.Globalization;
using System.Numerics;
using Flowker.Storage.Sql;

namespace Flowker.Storage.Journal;

/// <summary>
/// Finds out why commits were refused: already written, their key is taken, or another activation went on. It looks after
/// the write, since a statement does not see the row of another transaction that it gave way to. All that a batch refused is
/// asked for at once: clients that repeat their starts together must not hold up the writer.
/// </summary>
internal static class RefusedCommits
{
    public static Task<AppendResult[]> ExplainAsync(IBatchWriter writer, List<ExecutionCommit> refused) => writer.ReadAsync(
        async connection =>
        {
            var written = await WrittenAsync(connection, refused).ConfigureAwait(false);
            var holders = await HoldersAsync(connection, refused).ConfigureAwait(false);
            return refused.Select(c => Explain(c, written, holders)).ToArray();
        });

    private static AppendResult Explain(
        ExecutionCommit commit, HashSet<(Guid Execution, Guid Commit)> written, Dictionary<(string Tenant, string Key), KeyHolder> holders)
    {
        if (written.Contains((commit.ExecutionId, commit.CommitId)))
        {
            return new AppendResult(AppendOutcome.Committed);
        }

        return KeyOf(commit) is { } key && holders.TryGetValue(key, out var holder) && holder.ExecutionId != commit.ExecutionId
            ? new AppendResult(AppendOutcome.KeyTaken, holder)
            : new AppendResult(AppendOutcome.VersionConflict);
    }

    private static async Task<HashSet<(Guid Execution, Guid Commit)>> WrittenAsync(DbConnection connection, List<ExecutionCommit> refused)
    {
        await using var command = Command(
            connection,
            "select j.execution_id, j.commit_id from execution_journal j join {0} on j.execution_id = r.column1 and j.version = r.column2",
            refused,
            c => (c.ExecutionId, c.ExpectedVersion + 1));
        return [.. await command.ListAsync(r => (r.GetGuid(0), r.GetGuid(1)), CancellationToken.None).ConfigureAwait(false)];
    }

    private static async Task<Dictionary<(string Tenant, string Key), KeyHolder>> HoldersAsync(
        DbConnection connection, List<ExecutionCommit> refused)
    {
        Dictionary<(string Tenant, string Key), KeyHolder> holders = [];
        var keys = refused.Select(KeyOf).OfType<(string Tenant, string Key)>().Distinct().ToList();
        if (keys.Count > 0)
        {
            await using var command = Command(
                connection,
                """
                select k.tenant, k.key, e.id, e.workflow_id, e.fingerprint, e.status, e.started_at
                from idempotency_keys k join {0} on k.tenant = r.column1 and k.key = r.column2 join executions e on e.id = k.execution_id
                """,
                keys,
                k => k);
            foreach (var (key, holder) in await command.ListAsync(ReadHolder, CancellationToken.None).ConfigureAwait(false))
            {
                holders[key] = holder;
            }
        }

        return holders;
    }

    private static ((string Tenant, string Key) Key, KeyHolder Holder) ReadHolder(DbDataReader row) => (
        (row.GetString(0), row.GetString(1)),
        new KeyHolder(row.GetGuid(2), row.GetGuid(3), row.Bytes(4), row.GetString(5), row.Time(6)));

    private static (string Tenant, string Key)? KeyOf(ExecutionCommit commit) => commit.Start is { IdempotencyKey: { } key } start
        ? (StoredText.Clean(start.Tenant), StoredText.Clean(key))
        : null;

    // The list is filled up to a power of two with its last row, so that there are few texts for the driver to prepare.
    private static DbCommand Command<T, T1, T2>(DbConnection connection, string sql, List<T> rows, Func<T, (T1 First, T2 Second)> values)
    {
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)rows.Count);
        var list = string.Join(", ", Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"(@a{i}, @b{i})")));
        var command = connection.Command(sql.Replace("{0}", $"(values {list}) as r", StringComparison.Ordinal));
        for (var i = 0; i < count; i++)
        {
            var (first, second) = values(rows[Math.Min(i, rows.Count - 1)]);
            command
                .With(string.Create(CultureInfo.InvariantCulture, $"a{i}"), first)
                .With(string.Create(CultureInfo.InvariantCulture, $"b{i}"), second);
        }

        return command;
    }
}
