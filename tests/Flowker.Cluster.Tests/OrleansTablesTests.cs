using System.Net;
using Flowker.Silo;
using Flowker.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Flowker.Cluster.Tests;

/// <summary>The contract that Orleans' own providers expect of our statements, on both databases.</summary>
public sealed class OrleansTablesTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Of_two_first_writes_of_a_state_one_wins(bool postgres)
    {
        await using var silo = await StartAsync(postgres);
        var storage = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        var id = GrainId.Create("flowker.test", "default/42");
        var states = Enumerable.Range(0, 8).Select(n => new GrainState<Counter>(new Counter(n))).ToArray();
        var outcomes = await Task.WhenAll(states.Select(s => TryAsync(() => storage.WriteStateAsync("counter", id, s))));
        Assert.Single(outcomes, done => done);

        var read = new GrainState<Counter>();
        await storage.ReadStateAsync("counter", id, read);
        Assert.True(read.RecordExists);
        Assert.Equal(Array.IndexOf(outcomes, true), read.State!.Value);
        var stale = new GrainState<Counter>(new Counter(0), read.ETag);
        read.State = new Counter(99);
        await storage.WriteStateAsync("counter", id, read);
        Assert.False(await TryAsync(() => storage.WriteStateAsync("counter", id, stale)));

        await storage.ClearStateAsync("counter", id, read);
        var gone = new GrainState<Counter>();
        await storage.ReadStateAsync("counter", id, gone);
        Assert.False(gone.RecordExists);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Reminders_are_kept_found_by_range_and_forgotten(bool postgres)
    {
        await using var silo = await StartAsync(postgres);
        var table = silo.Services.GetRequiredService<IReminderTable>();
        var entries = Enumerable.Range(0, 20).Select(n => new ReminderEntry
        {
            GrainId = GrainId.Create("flowker.test", $"schedule/{n}/{new string('x', 300)}"),
            ReminderName = "next",
            StartAt = new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc),
            Period = TimeSpan.FromDays(40),
        }).ToArray();
        foreach (var entry in entries)
        {
            entry.ETag = await table.UpsertRow(entry);
        }

        var low = await table.ReadRows(0, 0x7fffffff);
        var high = await table.ReadRows(0x7fffffff, 0);
        Assert.Equal(
            entries.Select(e => e.GrainId).ToHashSet(), low.Reminders.Concat(high.Reminders).Select(r => r.GrainId).ToHashSet());
        Assert.Equal(entries.Length, low.Reminders.Count + high.Reminders.Count);

        var first = entries[0];
        var kept = (await table.ReadRow(first.GrainId, "next"))!;
        Assert.Equal((first.StartAt, first.Period), (kept.StartAt, kept.Period));
        var newer = await table.UpsertRow(first);
        Assert.False(await table.RemoveRow(first.GrainId, "next", first.ETag!));
        Assert.True(await table.RemoveRow(first.GrainId, "next", newer!));
        Assert.Empty((await table.ReadRows(first.GrainId)).Reminders);
    }

    [Fact]
    public async Task Of_two_changes_to_one_membership_one_wins()
    {
        await using var silo = await StartAsync(postgres: true);
        var table = silo.Services.GetRequiredService<IMembershipTable>();
        var before = await table.ReadAllAsync(CancellationToken.None);
        var guests = Enumerable.Range(1, 8).Select(n => new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, 1, n),
            SiloName = "guest",
            HostName = "guest",
            Status = SiloStatus.Dead,
            StartTime = DateTime.UtcNow,
            IAmAliveTime = DateTime.UtcNow,
        }).ToArray();
        var outcomes = await Task.WhenAll(guests.Select(g => table.InsertRowAsync(g, before.Version.Next(), CancellationToken.None)));
        Assert.Single(outcomes, inserted => inserted);

        var guest = guests[Array.IndexOf(outcomes, true)];
        var after = await table.ReadRowAsync(guest.SiloAddress, CancellationToken.None);
        var (entry, etag) = Assert.Single(after.Members);
        Assert.False(await table.UpdateRowAsync(entry, etag, before.Version.Next(), CancellationToken.None));
        entry.AddSuspector(SiloAddress.New(IPAddress.Loopback, 2, 1), DateTime.UtcNow);
        Assert.True(await table.UpdateRowAsync(entry, etag, after.Version.Next(), CancellationToken.None));
        Assert.Single(Assert.Single((await table.ReadRowAsync(guest.SiloAddress, CancellationToken.None)).Members).Item1.SuspectTimes!);

        await table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.UtcNow.AddMinutes(1), CancellationToken.None);
        Assert.All((await table.ReadAllAsync(CancellationToken.None)).Members, m => Assert.Equal(SiloStatus.Active, m.Item1.Status));
    }

    private static async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private static async Task<SiloInTest> StartAsync(bool postgres)
    {
        var folder = Directory.CreateTempSubdirectory("flowker-silo-").FullName;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Flowker"] = postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null,
            ["Flowker:DataDirectory"] = folder,
            ["Flowker:SiloPort"] = "0",
            ["Flowker:GatewayPort"] = "0",
        });
        builder.Logging.ClearProviders();
        var host = builder.AddFlowkerSilo().Build();
        await host.StartAsync();
        return new SiloInTest(host, folder);
    }

    public sealed record Counter(int Value);

    private sealed record SiloInTest(IHost Host, string Folder) : IAsyncDisposable
    {
        public IServiceProvider Services => Host.Services;

        public async ValueTask DisposeAsync()
        {
            await Host.StopAsync();
            await ((IAsyncDisposable)Host).DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
