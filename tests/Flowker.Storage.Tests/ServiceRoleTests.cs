using Flowker.Storage.Audit;
using Npgsql;

namespace Flowker.Storage.Tests;

/// <summary>The role of <c>service-role.sql</c>: it can do all that the service does, and nothing to what was written.</summary>
public sealed class ServiceRoleTests
{
    [Fact]
    public async Task The_service_works_under_a_role_that_cannot_touch_the_trail()
    {
        await using var owner = await Store.CreateAsync(Backend.Postgres);
        await using var script = typeof(FlowkerDatabase).Assembly.GetManifestResourceStream("Flowker.Storage.Postgres.service-role.sql")!;
        using var reader = new StreamReader(script);
        await owner.RunAsync(await reader.ReadToEndAsync());
        var connection = new NpgsqlConnectionStringBuilder(owner.ConnectionString) { Username = "flowker_service" };
        await using var service = Store.Over(new StorageOptions { ConnectionString = connection.ConnectionString });
        await service.Database.InitializeAsync();
        var start = Rows.Start(key: "k");
        await service.Journal.AppendAsync(start with { Audit = [Rows.Audit(start.ExecutionId.ToString())] });
        await service.Definitions.SaveWorkflowAsync(Rows.WorkflowRow("w"), 0, [Rows.Audit("w")]);
        var head = (await service.Chain.TryLeadAsync("one", TimeSpan.FromMinutes(1)))!;
        var waiting = await service.Chain.ReadUnchainedAsync(0, 10);
        Assert.Equal(2, waiting.Count);
        Assert.True(await service.Chain.AppendAsync(new ChainAppend
        {
            Owner = "one",
            Expected = head,
            Links = [.. waiting.Select((r, i) => new ChainLink(i + 1, r.Id, new byte[32]))],
            Settled = 0,
        }));
        Assert.True(await service.Checkpoints.AddAsync(new CheckpointRow(1, 2, "a")));
        Assert.True(await service.Features.SwitchOnAsync(new("new", DateTimeOffset.UtcNow, "admin"), shutsOutOlder: true, [Rows.Audit("new")]));
        Assert.Equal(SchemaScripts.ShutsOutOlder, await owner.VersionAsync());
        foreach (var attempt in new[]
        {
            "update audit_events set actor_id = 'nobody'", "delete from audit_events", "truncate audit_events", "update audit_chain set hash = hash",
            "delete from audit_chain", "delete from audit_checkpoints", "delete from audit_chain_head", "drop table audit_events",
            "alter table audit_events disable trigger all", "drop trigger audit_events_append_only on audit_events",
            "set session_replication_role = replica", "drop function audit_is_append_only cascade", "update flowker_schema set version = 0",
            "delete from flowker_additions", "delete from flowker_features", "update flowker_features set name = 'old'",
        })
        {
            var failure = await Assert.ThrowsAsync<PostgresException>(() => service.RunAsync(attempt));
            Assert.Equal((attempt, PostgresErrorCodes.InsufficientPrivilege), (attempt, failure.SqlState));
        }
    }
}
