using System.Data.Common;
using Flowker.Storage.Definitions;

namespace Flowker.Storage.Sql;

/// <summary>What an active workflow holds: provider configurations that must stay, and webhook routes that are its own.</summary>
internal static class WorkflowHoldings
{
    /// <summary>Written in the transaction of the workflow's row.</summary>
    public static async Task<SaveOutcome> ReplaceAsync(
        DbConnection connection, DbTransaction transaction, WorkflowRow row, CancellationToken cancellationToken)
    {
        await RemoveAsync(connection, transaction, row.Id, cancellationToken).ConfigureAwait(false);
        foreach (var provider in row.Providers.Distinct().Order())
        {
            await using var hold = connection
                .Command("insert into workflow_providers (workflow_id, provider_id) select @workflow, id from provider_configurations where id = @provider", transaction)
                .With("workflow", row.Id).With("provider", provider);
            if (await hold.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0)
            {
                return SaveOutcome.ProviderGone;
            }
        }

        foreach (var route in row.Routes.OrderBy(r => (r.Method, r.Path)))
        {
            await using var take = connection
                .Command(
                    """
                    insert into webhook_routes (tenant, method, path, workflow_id, node_id, settings)
                    values (@tenant, @method, @path, @workflow, @node, @settings)
                    """,
                    transaction)
                .With("tenant", route.Tenant).With("method", route.Method).With("path", route.Path)
                .With("workflow", row.Id).With("node", route.NodeId).With("settings", route.Settings);
            await take.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return SaveOutcome.Saved;
    }

    public static async Task RemoveAsync(DbConnection connection, DbTransaction transaction, Guid workflow, CancellationToken cancellationToken)
    {
        foreach (var sql in new[] { "delete from workflow_providers where workflow_id = @id", "delete from webhook_routes where workflow_id = @id" })
        {
            await using var command = connection.Command(sql, transaction).With("id", workflow);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
