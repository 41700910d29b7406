using Flowker.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Flowker.Bench.Processes;

/// <summary>Audit events of payments over a year, written past the service; one in a thousand is of a rare kind.</summary>
internal static class AuditRows
{
    /// <summary>Before a service runs on the storage. With places already given, nothing is left to chain.</summary>
    public static async Task WriteAsync(BenchStorage target, int count, bool chained)
    {
        await using (var storage = FinishedExecutions.Open(target))
        {
            await storage.GetRequiredService<FlowkerDatabase>().InitializeAsync();
        }

        await using var source = NpgsqlDataSource.Create(target.ConnectionString!);
        await RunAsync(
            source,
            $$"""
            insert into audit_events (event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
            select gen_random_uuid(),
                case when n % 1000 = 7 then 'API_KEY_REVOKED' when n % 8 = 0 then 'EXECUTION_STARTED' else 'PROVIDER_CALL_COMPLETED' end,
                case when n % 1000 = 7 then 'REVOKE' else 'EXECUTE' end, case when n % 1000 = 7 then 'FAILED' else 'SUCCESS' end,
                'execution', md5((n / 8)::text)::uuid::text, case when n % 8 = 0 then 'api_key' else 'system' end,
                case when n % 8 = 0 then 'key-' || (n % 5) else 'flowker' end, '127.0.0.1', timestamptz '2026-01-01' + n * interval '3 seconds',
                '{"workflow.id":"00000000-0000-0000-0000-000000000000","node.id":"ledger","attempt":1,"outcome":"success","duration_ms":12}',
                case when n % 8 = 0 then '{"requestId":"req-' || n || '"}' else '{}' end
            from generate_series(0, {{count - 1}}) n
            """);
        if (chained)
        {
            await RunAsync(
                source,
                """
                insert into audit_chain (seq, id, hash) select id, id, sha256(id::text::bytea) from audit_events order by id;
                update audit_chain_head set seq = (select max(seq) from audit_chain), settled = (select max(id) from audit_chain),
                    hash = (select hash from audit_chain order by seq desc limit 1)
                """);
        }

        await RunAsync(source, "vacuum analyze");
    }

    /// <summary>Whether as many have their place, and the id of the last one.</summary>
    public static async Task<Guid?> ChainedAsync(BenchStorage target, int count)
    {
        await using var source = NpgsqlDataSource.Create(target.ConnectionString!);
        await using var command = source.CreateCommand(
            "select e.event_id from audit_chain c join audit_events e on e.id = c.id where c.seq = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        return (Guid?)await command.ExecuteScalarAsync();
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // The texts are those above.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
