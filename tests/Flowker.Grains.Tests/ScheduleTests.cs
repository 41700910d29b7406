using System.Text.Json.Nodes;
using Flowker.Executors;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Schedules;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Storage;
using Flowker.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.TestingHost;

namespace Flowker.Grains.Tests;

/// <summary>Workflows that the clock starts, on two silos whose clock the test sets forward.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private const string Output = """{"actionType":"set_output","output":{"at":"${workflow._schedule.scheduledFor}","n":"${workflow.n}"}}""";

    private readonly SetClock _clock = new(TimeProvider.System);
    private InProcessTestCluster? _cluster;
    private string _connectionString = "";

    public async Task InitializeAsync()
    {
        _connectionString = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var options = new StorageOptions { ConnectionString = _connectionString };
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.ConfigureServices(services =>
            {
                services.AddFlowkerStorage(options);
                services.AddSingleton<Microsoft.Extensions.Hosting.IHostedService, Cluster.Schema>();
                services.AddFlowkerExecutors();
                services.AddFlowkerGrains();
                // Only Flowker's own clock: Orleans would take the jump for a silo that stopped.
                services.AddSingleton(s => ActivatorUtilities.CreateInstance<ExecutionServices>(s, _clock));
            });
            silo.UseInMemoryReminderService();
            silo.AddAdoNetGrainStorageAsDefault(o => o.Configure<FlowkerDatabase>(
                (table, database) => (table.Invariant, table.ConnectionString, table.DataSource) = database.Provider));
            silo.UseSystemTextJsonGrainStorageSerializer();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster!.DisposeAsync();

    [Fact]
    public async Task Each_occurrence_starts_one_execution_also_when_its_silo_dies()
    {
        var workflow = await ActivateAsync("""{"triggerType":"schedule","cron":"*/10 * * * *","catchUp":"all","input":{"n":7}}""");
        var next = (await ScheduleAsync(workflow)).NextRuns;
        _clock.SetBy = next[2].AddSeconds(1) - DateTimeOffset.UtcNow;
        await WatchAsync(workflow);
        await ExecutionsAsync(workflow, 3);

        var home = _cluster!.Silos.Single(s => _cluster.TryGetGrainContext(Clock(workflow).GetGrainId(), out var context) && context.Address.SiloAddress!.Equals(s.SiloAddress));
        await _cluster.KillSiloAsync(home);
        _clock.SetBy = next[3].AddSeconds(1) - DateTimeOffset.UtcNow;
        await WatchAsync(workflow);
        var runs = await ExecutionsAsync(workflow, 4);
        var outputs = await Task.WhenAll(runs.Select(OutputAsync));
        Assert.Equal(
            next[..4].Select(at => $$"""{"at":"{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss}}Z","n":7}""").Order(),
            outputs.Order());
        var shown = await ScheduleAsync(workflow);
        Assert.Equal(next[3], shown.LastRun);
        Assert.Contains(shown.LastExecutionId!.Value, runs);
        Assert.Equal(next[4], shown.NextRuns[0]);
    }

    [Fact]
    public async Task Of_what_was_missed_only_the_last_is_started_when_the_author_says_so()
    {
        var workflow = await ActivateAsync("""{"triggerType":"schedule","cron":"*/10 * * * *","input":{"n":1}}""");
        var next = (await ScheduleAsync(workflow)).NextRuns;
        _clock.SetBy = next[4].AddMinutes(1) - DateTimeOffset.UtcNow;
        await WatchAsync(workflow);
        await ExecutionsAsync(workflow, 1);
        Assert.Equal(next[4], (await ScheduleAsync(workflow)).LastRun);
    }

    [Fact]
    public async Task What_falls_into_an_inactive_time_is_never_started()
    {
        var workflow = await ActivateAsync("""{"triggerType":"schedule","cron":"*/10 * * * *","catchUp":"all","input":{"n":1}}""");
        var grain = _cluster!.Client.GetGrain<IWorkflowGrain>(workflow);
        Assert.True((await grain.DeactivateAsync(null, Cluster.Caller)).Ok);
        var inactive = await ScheduleAsync(workflow);
        Assert.Empty(inactive.NextRuns);
        _clock.SetBy += TimeSpan.FromHours(2);
        await WatchAsync(workflow);
        Assert.True((await grain.MoveToDraftAsync(null, Cluster.Caller)).Ok);
        Assert.True((await grain.ActivateAsync(null, Cluster.Caller)).Ok);
        var next = (await ScheduleAsync(workflow)).NextRuns[0];
        _clock.SetBy = next.AddSeconds(1) - DateTimeOffset.UtcNow;
        await WatchAsync(workflow);
        await ExecutionsAsync(workflow, 1);
        Assert.Equal(next, (await ScheduleAsync(workflow)).LastRun);
    }

    /// <summary>A clock that was hours ahead, and then is set right, does not silence a schedule for as long.</summary>
    [Fact]
    public async Task A_schedule_goes_on_when_a_clock_that_was_far_ahead_is_set_right()
    {
        var workflow = await ActivateAsync("""{"triggerType":"schedule","cron":"*/10 * * * *","catchUp":"none","input":{"n":1}}""");
        var next = (await ScheduleAsync(workflow)).NextRuns;
        _clock.SetBy = next[0].AddHours(3).AddSeconds(1) - DateTimeOffset.UtcNow;
        await WatchAsync(workflow);
        await ExecutionsAsync(workflow, 1);
        _clock.SetBy = TimeSpan.Zero;
        await WatchAsync(workflow);
        await TakenBackAsync(until: next[0]);
        _clock.SetBy = next[0].AddSeconds(1) - DateTimeOffset.UtcNow;
        await WatchAsync(workflow);
        await ExecutionsAsync(workflow, 2);
        Assert.Equal(next[0], (await ScheduleAsync(workflow)).LastRun);
    }

    private IScheduleGrain Clock(Guid workflow) => _cluster!.Client.GetGrain<IScheduleGrain>(workflow);

    private async Task WatchAsync(Guid workflow) => Assert.True((await Clock(workflow).WatchAsync()).Ok);

    private async Task<ScheduledTriggerView> ScheduleAsync(Guid workflow) =>
        Assert.Single((await Clock(workflow).GetAsync(5)).Value!.Triggers);

    /// <summary>Waits until what the clock decided of later times is taken back.</summary>
    private async Task TakenBackAsync(DateTimeOffset until)
    {
        await using var source = NpgsqlDataSource.Create(_connectionString);
        await using var command = source.CreateCommand("select payload from orleans_storage where payload is not null");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        DateTimeOffset decided;
        do
        {
            await Task.Delay(20, patience.Token);
            var stored = JsonNode.Parse((byte[])(await command.ExecuteScalarAsync(patience.Token))!)!;
            decided = (DateTimeOffset)stored["Progress"]!["Triggers"]!["t"]!["DecidedUntil"]!;
        }
        while (decided >= until);
    }

    private async Task<Guid> ActivateAsync(string trigger)
    {
        var id = Guid.NewGuid();
        var workflow = _cluster!.Client.GetGrain<IWorkflowGrain>(id);
        var created = await workflow.CreateAsync(
            Json.FromText($$"""
            {"name":"{{id}}","nodes":[{"id":"t","type":"trigger","data":{{trigger}}},{"id":"o","type":"action","data":{{Output}}}],
             "edges":[{"id":"1","source":"t","target":"o"}]}
            """),
            Cluster.Caller);
        Assert.True(created.Ok, created.Fault?.Message);
        var active = await workflow.ActivateAsync(null, Cluster.Caller);
        Assert.True(active.Ok, active.Fault?.Message);
        return id;
    }

    /// <summary>The workflow's executions, once there are so many.</summary>
    private async Task<IReadOnlyList<Guid>> ExecutionsAsync(Guid workflow, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var page = await _cluster!.Client.GetGrain<IExecutionQueryGrain>(0).ListAsync(
                new ExecutionListRequest { WorkflowId = workflow, Limit = 50, SortBy = "startedAt", Ascending = true });
            Assert.True(page.Value!.Items.Length <= count, "more were started than the schedule has");
            if (page.Value.Items.Length == count)
            {
                return [.. page.Value.Items.Select(e => e.ExecutionId)];
            }
        }
    }

    private async Task<string> OutputAsync(Guid execution)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var results = await _cluster!.Client.GetGrain<IExecutionQueryGrain>(0).GetResultsAsync(execution);
            if (results.Ok)
            {
                return results.Value.FinalOutput.ToString();
            }
        }
    }
}
