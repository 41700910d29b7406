using System.Data.Common;
using System.Globalization;
using System.Text;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;

namespace Flowker.Storage.Sql;

/// <summary>Reads of executions, in SQL that both databases understand.</summary>
internal sealed class SqlExecutionQueries(FlowkerDatabase database) : IExecutionQueries
{
    private const string Columns =
        """
        e.id, e.tenant, e.workflow_id, e.definition_hash, e.idempotency_key, e.fingerprint, e.version, e.started_at, e.total_steps,
        e.status, e.current_step, e.completed_at, e.error_code, e.error_message, e.failed_node_id, e.waiting_on, e.owner, e.due_at,
        e.skipped_steps, e.handled_failures
        """;

    private const string Open = "status in ('pending', 'running')";

    public Task<ExecutionRow?> GetAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        FirstAsync($"select {Columns} from executions e where e.id = @id", c => c.With("id", executionId), cancellationToken);

    public Task<ExecutionRow?> GetByKeyAsync(string tenant, string idempotencyKey, CancellationToken cancellationToken = default) =>
        FirstAsync(
            $"select {Columns} from idempotency_keys k join executions e on e.id = k.execution_id where k.tenant = @tenant and k.key = @key",
            c => c.With("tenant", tenant).With("key", idempotencyKey),
            cancellationToken);

    public Task<IReadOnlyList<ExecutionRow>> ListAsync(ExecutionFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return database.ReadAsync<IReadOnlyList<ExecutionRow>>(
            async (connection, token) =>
            {
                await using var command = connection.Command(ListSql(filter))
                    .With("tenant", filter.Tenant)
                    .With("limit", filter.Limit);
                AddFilters(command, filter);
                return await command.ListAsync(Read, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<Guid>> ClaimAbandonedAsync(
        IReadOnlyCollection<string> livingOwners, string newOwner, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(livingOwners);
        var pick = $"select id, owner from executions where {Open} and {Abandoned(livingOwners)} order by started_at, id limit @limit {database.ClaimLock}";
        return database.WriteAsync<IReadOnlyList<Guid>>(
            async (connection, transaction, token) =>
            {
                await using var picking = WithOwners(connection.Command(pick, transaction), livingOwners).With("limit", limit);
                var picked = await picking.ListAsync(r => (Id: r.GetGuid(0), Owner: r.Text(1)), token).ConfigureAwait(false);
                if (picked.Count == 0)
                {
                    return (false, []);
                }

                Guid[] ids = [.. picked.Select(p => p.Id)];
                await using var take = SqlExecutionClaims
                    .WithIds(connection.Command($"update executions set owner = @owner where id in ({SqlExecutionClaims.Names(ids.Length)})", transaction), ids)
                    .With("owner", newOwner);
                await take.ExecuteNonQueryAsync(token).ConfigureAwait(false);

                // What was let go of in good order says nothing about the execution.
                if (picked.Where(p => p.Owner is not null).Select(p => p.Id).ToList() is { Count: > 0 } left)
                {
                    await SqlExecutionClaims.CountAsync(connection, transaction, left, token).ConfigureAwait(false);
                }

                return (true, ids);
            },
            cancellationToken);
    }

    public Task<AbandonedExecutions> FindAbandonedAsync(
        IReadOnlyCollection<string> livingOwners, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(livingOwners);
        var stuck = $"due_at is null and {Abandoned(livingOwners)}";
        return database.ReadAsync(
            async (connection, token) =>
            {
                await using var count = WithOwners(
                    connection.Command($"select count(*), count(case when {stuck} then 1 end) from executions where {Open}"), livingOwners);
                var (open, abandoned) = (await count.ListAsync(r => (r.GetInt64(0), r.GetInt64(1)), token).ConfigureAwait(false))[0];
                await using var list = WithOwners(
                    connection.Command($"select {Columns} from executions e where {Open} and {stuck} order by started_at, id limit @limit"), livingOwners)
                    .With("limit", limit);
                return new AbandonedExecutions(open, abandoned, await list.ListAsync(Read, token).ConfigureAwait(false));
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<Guid>> ListOpenAsync(string owner, Guid? after, int limit, CancellationToken cancellationToken = default) =>
        IdsAsync(
            $"select id from executions where owner = @owner and {Open} {(after is null ? "" : "and id > @after")} order by id limit @limit",
            c => (after is null ? c : c.With("after", after)).With("owner", owner).With("limit", limit),
            cancellationToken);

    public Task<IReadOnlyList<Guid>> ListDueAsync(
        string owner, DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        IdsAsync(
            $"select id from executions where owner = @owner and {Open} and due_at <= @now order by due_at, id limit @limit",
            c => c.With("owner", owner).With("now", now).With("limit", limit),
            cancellationToken);

    private static string Abandoned(IReadOnlyCollection<string> livingOwners) => livingOwners.Count == 0
        ? "true"
        : $"(owner is null or owner not in ({string.Join(", ", livingOwners.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"@living{i}")))}))";

    private static DbCommand WithOwners(DbCommand command, IReadOnlyCollection<string> livingOwners)
    {
        foreach (var (owner, i) in livingOwners.Select((o, i) => (o, i)))
        {
            command.With(string.Create(CultureInfo.InvariantCulture, $"living{i}"), owner);
        }

        return command;
    }

    private Task<IReadOnlyList<Guid>> IdsAsync(string sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Guid>>(
            async (connection, token) =>
            {
                await using var command = bind(connection.Command(sql));
                return await command.ListAsync(r => r.GetGuid(0), token).ConfigureAwait(false);
            },
            cancellationToken);

    private Task<ExecutionRow?> FirstAsync(string sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = bind(connection.Command(sql));
                return (await command.ListAsync(Read, token).ConfigureAwait(false)).FirstOrDefault();
            },
            cancellationToken);

    private static string ListSql(ExecutionFilter filter)
    {
        if (!filter.ByCompletedAt)
        {
            return PageSql(filter, "started_at", filter.AfterId is null ? "" : "(e.started_at, e.id) {0} (@after, @afterId)");
        }

        // What has not ended comes last in both directions, so behind a row that has ended come all that have not. Each part
        // is read along the index; one statement, so that no row can move from one part to the other meanwhile.
        var notEnded = PageSql(filter, "completed_at", "e.completed_at is null" + ((filter.AfterId, filter.AfterValue) is (not null, null) ? " and e.id {0} @afterId" : ""));
        if (filter.AfterId is not null && filter.AfterValue is null)
        {
            return notEnded;
        }

        var ended = PageSql(
            filter, "completed_at", "e.completed_at is not null" + (filter.AfterId is null ? "" : " and (e.completed_at, e.id) {0} (@after, @afterId)"));
        var order = filter.Ascending ? "asc" : "desc";
        return $"""
            select * from (select * from ({ended}) as ended union all select * from ({notEnded}) as not_ended) as both_parts
            order by completed_at {order} nulls last, id {order} limit @limit
            """;
    }

    private static string PageSql(ExecutionFilter filter, string column, string condition)
    {
        var (order, beyond) = filter.Ascending ? ("asc", ">") : ("desc", "<");
        // What is open is few among many, and in no order of time: all of it is taken first, where a planner would rather go
        // through everything that has ended since.
        var sql = new StringBuilder(filter.Status is "pending" or "running"
            ? $"with open as materialized (select * from executions where {Open}) select {Columns} from open e where e.tenant = @tenant"
            : $"select {Columns} from executions e where e.tenant = @tenant");
        sql.Append(filter.WorkflowId is null ? "" : " and e.workflow_id = @workflow");
        // A text of its own, so that the planner sees the small index of the failed ones.
        sql.Append(filter.Status switch { null => "", "failed" => " and e.status = 'failed'", _ => " and e.status = @status" });
        sql.Append(filter.FailedNodeId is null ? "" : " and e.failed_node_id = @failedNode");
        sql.Append(filter.StartedFrom is null ? "" : " and e.started_at >= @from");
        sql.Append(filter.StartedTo is null ? "" : " and e.started_at <= @to");
        sql.Append(filter.IdempotencyKey is null
            ? ""
            : " and e.id = (select k.execution_id from idempotency_keys k where k.tenant = @tenant and k.key = @key)");
        sql.Append(condition.Length == 0 ? "" : " and " + condition.Replace("{0}", beyond, StringComparison.Ordinal));
        sql.Append(CultureInfo.InvariantCulture, $" order by e.{column} {order}, e.id {order} limit @limit");
        return sql.ToString();
    }

    private static void AddFilters(DbCommand command, ExecutionFilter filter)
    {
        if (filter.WorkflowId is { } workflow)
        {
            command.With("workflow", workflow);
        }

        if (filter.Status is not (null or "failed"))
        {
            command.With("status", filter.Status);
        }

        foreach (var (name, value) in new (string, object?)[]
        {
            ("failedNode", filter.FailedNodeId), ("from", filter.StartedFrom), ("to", filter.StartedTo), ("key", filter.IdempotencyKey),
        })
        {
            if (value is not null)
            {
                command.With(name, value);
            }
        }

        if (filter.AfterId is { } id)
        {
            command.With("afterId", id);
            if (filter.AfterValue is { } value)
            {
                command.With("after", value);
            }
        }
    }

    private static ExecutionRow Read(DbDataReader row) => new()
    {
        ExecutionId = row.GetGuid(0),
        Tenant = row.GetString(1),
        WorkflowId = row.GetGuid(2),
        DefinitionHash = row.GetString(3),
        IdempotencyKey = row.Text(4),
        Fingerprint = row.Bytes(5),
        Version = row.GetInt32(6),
        StartedAt = row.Time(7),
        TotalSteps = row.GetInt32(8),
        Summary = new ExecutionSummary
        {
            Status = row.GetString(9),
            CurrentStep = row.GetInt32(10),
            CompletedAt = row.TimeOrNull(11),
            ErrorCode = row.Text(12),
            ErrorMessage = row.Text(13),
            FailedNodeId = row.Text(14),
            WaitingOn = row.Text(15),
            Owner = row.Text(16),
            DueAt = row.TimeOrNull(17),
            SkippedSteps = row.GetInt32(18),
            HandledFailures = row.GetInt32(19),
        },
    };
}
