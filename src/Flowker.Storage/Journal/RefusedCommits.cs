using Flowker.Storage.Sql;

namespace Flowker.Storage.Journal;

/// <summary>Finds out why a commit was refused: it was already written, its key is taken, or another activation went on.</summary>
internal static class RefusedCommits
{
    private const string Written =
        "select commit_id from execution_journal where execution_id = @id and version = @version";

    private const string Holder =
        """
        select e.id, e.workflow_id, e.fingerprint, e.status, e.started_at
        from idempotency_keys k join executions e on e.id = k.execution_id
        where k.tenant = @tenant and k.key = @key
        """;

    public static Task<AppendResult> ExplainAsync(FlowkerDatabase database, ExecutionCommit commit) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var written = connection.Command(Written).With("id", commit.ExecutionId).With("version", commit.ExpectedVersion + 1);
            var ids = await written.ListAsync(r => r.GetGuid(0), token).ConfigureAwait(false);
            if (ids.Contains(commit.CommitId))
            {
                return new AppendResult(AppendOutcome.Committed);
            }

            if (commit.Start?.IdempotencyKey is { } key)
            {
                await using var holder = connection.Command(Holder).With("tenant", commit.Start.Tenant).With("key", key);
                var found = await holder.ListAsync(
                    r => new KeyHolder(r.GetGuid(0), r.GetGuid(1), r.Bytes(2), r.GetString(3), r.Time(4)), token).ConfigureAwait(false);
                if (found.Count > 0 && found[0].ExecutionId != commit.ExecutionId)
                {
                    return new AppendResult(AppendOutcome.KeyTaken, found[0]);
                }
            }

            return new AppendResult(AppendOutcome.VersionConflict);
        },
        CancellationToken.None);
}
