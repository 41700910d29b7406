using Flowker.Storage.Access;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;
using Flowker.Storage.Features;
using Flowker.Storage.Journal;
using Flowker.Storage.Postgres;
using Flowker.Storage.Queries;
using Flowker.Storage.Retention;
using Flowker.Storage.Sql;
using Flowker.Storage.Sqlite;
using Flowker.Storage.Statistics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowker.Storage;

/// <summary>How storage is added to a host.</summary>
public static class FlowkerStorage
{
    /// <summary>
    /// Adds journal, definitions, queries and audit over one database. Call <see cref="FlowkerDatabase.InitializeAsync"/>
    /// before the first use.
    /// </summary>
    public static IServiceCollection AddFlowkerStorage(this IServiceCollection services, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        if (options.ConnectionString is { } connectionString)
        {
            services.AddSingleton(s => new PostgresDatabase(connectionString) { Logger = LoggerOf(s) });
            services.AddSingleton<FlowkerDatabase>(s => s.GetRequiredService<PostgresDatabase>());
            services.AddSingleton<IBatchWriter>(s => new PostgresBatchWriter(s.GetRequiredService<PostgresDatabase>()));
        }
        else
        {
            services.AddSingleton(s => new SqliteDatabase(options.DataDirectory) { Logger = LoggerOf(s) });
            services.AddSingleton<FlowkerDatabase>(s => s.GetRequiredService<SqliteDatabase>());
            services.AddSingleton<IBatchWriter>(s => new SqliteBatchWriter(s.GetRequiredService<SqliteDatabase>()));
        }

        services.AddSingleton<IJournal, GroupCommitJournal>();
        services.AddSingleton<IExecutionQueries, SqlExecutionQueries>();
        services.AddSingleton<IExecutionClaims, SqlExecutionClaims>();
        services.AddSingleton<IDefinitionStore, SqlDefinitionStore>();
        services.AddSingleton<IExecutorConfigurationStore, SqlExecutorConfigurationStore>();
        services.AddSingleton<IApiKeyStore, SqlApiKeyStore>();
        services.AddSingleton<IProtectionKeyStore, SqlProtectionKeyStore>();
        services.AddSingleton<IAuditQueries, SqlAuditQueries>();
        services.AddSingleton<IAuditLog, SqlAuditLog>();
        services.AddSingleton<IAuditChain, SqlAuditChain>();
        services.AddSingleton<IAuditCheckpoints, SqlAuditCheckpoints>();
        services.AddSingleton<IAuditKeyStore, SqlAuditKeyStore>();
        services.AddSingleton<IFeatureStore, SqlFeatureStore>();
        services.AddSingleton<IRetentionStore, SqlRetentionStore>();
        services.AddSingleton<IExecutionStatistics, SqlExecutionStatistics>();
        return services;
    }

    private static ILogger LoggerOf(IServiceProvider services) =>
        services.GetService<ILoggerFactory>()?.CreateLogger<FlowkerDatabase>() ?? (ILogger)NullLogger.Instance;
}
