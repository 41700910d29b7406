using Flowker.Storage.Access;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;
using Flowker.Storage.Features;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;
using Flowker.Storage.Retention;
using Flowker.Storage.Statistics;
using Flowker.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowker.Storage.Tests;

public enum Backend
{
    Sqlite,
    Postgres,
}

/// <summary>One process's storage over a database of the test's own.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly StorageOptions _options;
    private readonly bool _ownsFolder;

    private Store(StorageOptions options, bool ownsFolder)
    {
        _options = options;
        _ownsFolder = ownsFolder;
        _services = new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddFlowkerStorage(options).BuildServiceProvider();
    }

    public FlowkerDatabase Database => _services.GetRequiredService<FlowkerDatabase>();

    public IJournal Journal => _services.GetRequiredService<IJournal>();

    public IExecutionClaims Claims => _services.GetRequiredService<IExecutionClaims>();

    public IExecutionQueries Executions => _services.GetRequiredService<IExecutionQueries>();

    public IDefinitionStore Definitions => _services.GetRequiredService<IDefinitionStore>();

    public IExecutionStatistics Statistics => _services.GetRequiredService<IExecutionStatistics>();

    public IExecutorConfigurationStore ExecutorConfigurations => _services.GetRequiredService<IExecutorConfigurationStore>();

    public IApiKeyStore ApiKeys => _services.GetRequiredService<IApiKeyStore>();

    public IAuditChain Chain => _services.GetRequiredService<IAuditChain>();

    public IAuditCheckpoints Checkpoints => _services.GetRequiredService<IAuditCheckpoints>();

    public IAuditQueries Audit => _services.GetRequiredService<IAuditQueries>();

    public IFeatureStore Features => _services.GetRequiredService<IFeatureStore>();

    public IRetentionStore Retention => _services.GetRequiredService<IRetentionStore>();

    public string? ConnectionString => _options.ConnectionString;

    public string DataDirectory => _options.DataDirectory;

    public static Store Over(StorageOptions options) => new(options, ownsFolder: false);

    public static async Task<Store> CreateAsync(PostgresServer server)
    {
        var store = new Store(new StorageOptions { ConnectionString = await server.CreateDatabaseAsync() }, ownsFolder: false);
        await store.Database.InitializeAsync();
        return store;
    }

    public static async Task<Store> CreateAsync(Backend backend)
    {
        var store = await CreateEmptyAsync(backend);
        await store.Database.InitializeAsync();
        return store;
    }

    /// <summary>Without a schema.</summary>
    public static async Task<Store> CreateEmptyAsync(Backend backend) => backend is Backend.Postgres
        ? new Store(new StorageOptions { ConnectionString = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() }, ownsFolder: false)
        : new Store(new StorageOptions { DataDirectory = Directory.CreateTempSubdirectory("flowker-store-").FullName }, ownsFolder: true);

    /// <summary>A second process on the same database.</summary>
    public async Task<Store> OpenAgainAsync()
    {
        var again = new Store(_options, ownsFolder: false);
        await again.Database.InitializeAsync();
        return again;
    }

    /// <summary>A second process that has not initialized yet.</summary>
    public Store OpenUninitialized() => new(_options, ownsFolder: false);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(_options.DataDirectory, recursive: true);
        }
    }
}
