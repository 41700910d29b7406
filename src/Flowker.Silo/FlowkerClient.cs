using Flowker.Grains.Clocks;
using Flowker.Grains.Interfaces;
using Flowker.Silo.Startup;
using Flowker.Silo.Telemetry;
using Flowker.Storage;
using Flowker.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Flowker.Silo;

/// <summary>How a process without a silo reaches the cluster.</summary>
public static class FlowkerClient
{
    /// <summary>
    /// Adds an Orleans client, which finds the silos in the membership table of <c>ConnectionStrings:Flowker</c>. The host's start
    /// waits until there is one. Throws when there is no connection string: embedded storage has no cluster.
    /// </summary>
    public static TBuilder AddFlowkerClient<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.CheckSettings();
        var options = Settings.Read<FlowkerOptions>(builder.Configuration, FlowkerOptions.Section);
        var connectionString = builder.Configuration.GetConnectionString("Flowker");
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException("Flowker:Host is client, so ConnectionStrings:Flowker must name the PostgreSQL of the cluster.");
        }

        var certificate = ClusterCertificate.Read(options.Cluster);
        var telemetry = TelemetryOptions.Read(builder.Configuration);
        builder.AddFlowkerTelemetry(telemetry);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSteadyOrleans();
        builder.Services.AddSingleton(Options.Create(options));
        builder.Services.AddSingleton<FlowkerDatabase>(_ => new PostgresDatabase(connectionString));
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (OrleansTables.ServiceId, options.ClusterId))
            .UseAdoNetClustering(o => o.Configure<FlowkerDatabase>(
                (table, database) => (table.Invariant, table.ConnectionString, table.DataSource) = database.Provider))
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5))
            .UseConnectionRetryFilter(WaitForSiloAsync)
            .UseClusterCertificate(certificate)
            .AddDashboard(dashboard => dashboard.HideTrace = true)
            .UseTracing(telemetry)
            .AddOutgoingGrainCallFilter<RepeatedCalls>());
        builder.Services.AddSingleton<ClusterHealth>();
        builder.Services.AddHealthChecks().AddCheck<ClusterHealth>("cluster");
        return builder;
    }

    private static async Task<bool> WaitForSiloAsync(Exception failure, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return true;
    }
}
