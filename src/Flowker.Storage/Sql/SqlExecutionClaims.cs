using System.Data.Common;
using System.Globalization;
using Flowker.Storage.Queries;

namespace Flowker.Storage.Sql;

/// <summary>Claims of executions, in SQL that both databases understand.</summary>
internal sealed class SqlExecutionClaims(FlowkerDatabase database) : IExecutionClaims
{
    private const string Progressed = "excluded.step > c.step";

    public Task<ExecutionClaim?> GetAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection.Command(
                    """
                    select e.owner, case when e.current_step > c.step then 0 else coalesce(c.claims, 0) end,
                        case when e.current_step > c.step then 0 else coalesce(c.deaths, 0) end
                    from executions e left join execution_claims c on c.execution_id = e.id where e.id = @id
                    """).With("id", executionId);
                return (await command.ListAsync(r => new ExecutionClaim(r.Text(0), r.GetInt32(1), r.GetInt32(2)), token).ConfigureAwait(false))
                    .FirstOrDefault();
            },
            cancellationToken);

    public Task MarkAsync(Guid executionId, string owner, CancellationToken cancellationToken = default) => RunAsync(
        "update execution_claims set marked_by = @owner where execution_id = @id",
        c => c.With("owner", owner).With("id", executionId),
        cancellationToken);

    public Task UnmarkAsync(Guid executionId, CancellationToken cancellationToken = default) => RunAsync(
        "update execution_claims set marked_by = null where execution_id = @id", c => c.With("id", executionId), cancellationToken);

    public Task CountFailureAsync(Guid executionId, bool underMark, CancellationToken cancellationToken = default) =>
        RunAsync(Count("@id", underMark ? "1" : "0"), c => c.With("id", executionId), cancellationToken);

    public Task ForgiveAsync(Guid executionId, CancellationToken cancellationToken = default) => RunAsync(
        "update execution_claims set deaths = 0, marked_by = null where execution_id = @id", c => c.With("id", executionId), cancellationToken);

    public Task LetGoAsync(IReadOnlyCollection<Guid> executions, string owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executions);
        return RunAsync(
            $"update executions set owner = null where id in ({Names(executions.Count)}) and owner = @owner and status in ('pending', 'running')",
            c => WithIds(c, executions).With("owner", owner),
            cancellationToken);
    }

    /// <summary>Counts a claim of executions whose owner died; those that were marked then may have killed it.</summary>
    internal static async Task CountAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyCollection<Guid> executions, CancellationToken cancellationToken)
    {
        await using var command = WithIds(
            connection.Command(Count(Names(executions.Count), "case when c.marked_by is null then 0 else 1 end"), transaction), executions);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    internal static string Names(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"@id{i}")));

    internal static DbCommand WithIds(DbCommand command, IReadOnlyCollection<Guid> executions)
    {
        foreach (var (i, id) in executions.Index())
        {
            command.With(string.Create(CultureInfo.InvariantCulture, $"id{i}"), id);
        }

        return command;
    }

    private static string Count(string ids, string deaths) =>
        $"""
         insert into execution_claims as c (execution_id, step, claims, deaths)
         select id, current_step, 1, 0 from executions where id in ({ids})
         on conflict (execution_id) do update set
             claims = case when {Progressed} then 1 else c.claims + 1 end,
             deaths = case when {Progressed} then 0 else c.deaths end + {deaths},
             step = excluded.step, marked_by = null
         """;

    private Task<int> RunAsync(string sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            await using var command = bind(connection.Command(sql, transaction));
            return (true, await command.ExecuteNonQueryAsync(token).ConfigureAwait(false));
        },
        cancellationToken);
}
