using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors;
using Flowker.Grains.Features;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Grains.Recovery;
using Flowker.Storage;
using Flowker.Storage.Journal;
using Flowker.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;

namespace Flowker.Grains.Tests;

/// <summary>Two silos on one PostgreSQL, with an executor that counts.</summary>
public class Cluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;
    private IGrainFactory? _grains;

    internal CountingExecutor Executor { get; } = new();

    private protected virtual FeatureOptions FeaturesOf() => new();

    /// <summary>What the database goes through before the silos start.</summary>
    private protected virtual Task PrepareAsync(StorageOptions options) => Task.CompletedTask;

    private protected virtual TimeSpan SweepInterval => TimeSpan.FromMilliseconds(500);

    internal IGrainFactory Grains => _grains ?? _cluster!.Client;

    internal InProcessTestCluster Silos => _cluster!;

    internal static Caller Caller { get; } = new() { Type = "user", Id = "test", IpAddress = "127.0.0.1" };

    public async Task InitializeAsync()
    {
        var options = new StorageOptions { ConnectionString = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
        var builder = new InProcessTestClusterBuilder(2);
        await PrepareAsync(options);
        builder.ConfigureSilo((_, silo) => silo.ConfigureServices(services =>
        {
            services.AddFlowkerStorage(options);
            services.AddSingleton<IHostedService, Schema>();
            services.AddFlowkerExecutors();
            services.RemoveAll<IExecutor>();
            services.AddSingleton<IExecutor>(Executor);
            services.AddFlowkerGrains(new RecoveryOptions { Interval = SweepInterval }, features: FeaturesOf());
            Decorate(services);
        }));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    internal IEnumerable<FaultyJournal> Journals =>
        _cluster!.Silos.Select(s => (FaultyJournal)_cluster.GetSiloServiceProvider(s.SiloAddress).GetRequiredService<IJournal>());

    /// <summary>For a test that ends other silos, to which the client may be connected.</summary>
    internal void CallFromFirstSilo() => _grains = Service<IGrainFactory>();

    internal T Service<T>(int silo = 0)
        where T : notnull =>
        _cluster!.GetSiloServiceProvider(_cluster.Silos[silo].SiloAddress).GetRequiredService<T>();

    /// <summary>An active workflow of two calls in a row.</summary>
    internal async Task<Guid> ActivateAsync() => (await ActivateAsync("{}")).Id;

    /// <summary>The same, with more members in the configuration of its provider.</summary>
    internal async Task<(Guid Id, Guid Provider)> ActivateAsync(string more)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(more)!;
        config["base_url"] = "https://bank.example";
        var provider = await Grains.GetGrain<IProviderConfigurationGrain>(Guid.NewGuid()).CreateAsync(
            Json.FromText($$$"""{"name":"{{{Guid.NewGuid()}}}","providerId":"http","config":{{{config.ToJsonString()}}}}"""), Caller);
        var call = $$$"""{"executorId":"http","providerConfigId":"{{{provider.Value!.Id}}}"}""";
        var id = Guid.NewGuid();
        var workflow = Grains.GetGrain<IWorkflowGrain>(id);
        var created = await workflow.CreateAsync(
            Json.FromText($$"""
            {"name":"{{Guid.NewGuid()}}","nodes":[{"id":"t","type":"trigger"},{"id":"a","type":"executor","data":{{call}}},{"id":"b","type":"executor","data":{{call}}}],
             "edges":[{"id":"1","source":"t","target":"a"},{"id":"2","source":"a","target":"b"}]}
            """),
            Caller);
        Assert.True(created.Ok, created.Fault?.Message);
        Assert.True((await workflow.ActivateAsync(null, Caller)).Ok);
        return (id, provider.Value.Id);
    }

    internal Task<Reply<StartedExecution>> StartAsync(Guid workflow, string key)
    {
        var input = Json.FromText("""{"n":1}""");
        return Grains.GetGrain<IIdempotencyGrain>(IdempotencyKey.ToGrainKey(Tenants.Default, key)).StartAsync(new StartExecution
        {
            WorkflowId = workflow,
            InputData = input,
            Fingerprint = RequestFingerprint.Compute(workflow, System.Text.Json.JsonElement.Parse(input.Utf8.Span)),
            Caller = Caller,
        });
    }

    /// <summary>A start that is stored, and that nobody drives; with an event after it as a later version may write one.</summary>
    internal async Task<Guid> StoreStartAsync(Guid workflow, string owner, string? definitionHash = null, string? laterEvent = null)
    {
        var hash = definitionHash ?? (await Grains.GetGrain<IWorkflowGrain>(workflow).GetActiveDefinitionAsync()).Value!.Hash;
        var id = Guid.CreateVersion7();
        var started = new ExecutionStarted
        {
            At = DateTimeOffset.UtcNow,
            ExecutionId = id,
            WorkflowId = workflow,
            DefinitionHash = hash,
            Input = JsonText.Parse("{}"),
            StartNodeId = "t",
        };
        await Service<IJournal>().AppendAsync(new ExecutionCommit
        {
            ExecutionId = id,
            CommitId = Guid.NewGuid(),
            ExpectedVersion = 0,
            Events = laterEvent is null
                ? ExecutionEventCodec.Encode([started])
                : System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(ExecutionEventCodec.Encode([started]))[..^1] + $",{laterEvent}]"),
            Summary = new ExecutionSummary { Status = "running", CurrentStep = 0, Owner = owner },
            Start = new ExecutionStart
            {
                Tenant = Tenants.Default,
                Fingerprint = new byte[32],
                WorkflowId = workflow,
                DefinitionHash = hash,
                StartedAt = started.At,
                TotalSteps = 2,
            },
        });
        return id;
    }

    /// <summary>The results, once the execution has ended.</summary>
    internal async Task<ExecutionResults> ResultsAsync(Guid execution)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var results = await Grains.GetGrain<IExecutionQueryGrain>(0).GetResultsAsync(execution);
            if (results.Ok)
            {
                return results.Value;
            }

            Assert.Equal("FLK-0502", results.Fault.Code);
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static void Decorate(IServiceCollection services)
    {
        var real = services.Last(s => s.ServiceType == typeof(IJournal));
        services.Remove(real);
        services.AddSingleton<IJournal>(s => new FaultyJournal((IJournal)ActivatorUtilities.CreateInstance(s, real.ImplementationType!)));
    }

    internal sealed class Schema(FlowkerDatabase database, FeatureSwitch features) : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken)
        {
            await database.InitializeAsync(cancellationToken);
            await features.BeginAsync(cancellationToken);
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
