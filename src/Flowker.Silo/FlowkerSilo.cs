using Flowker.Executors;
using Flowker.Grains;
using Flowker.Grains.Clocks;
using Flowker.Grains.Executions;
using Flowker.Grains.Features;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Retention;
using Flowker.Silo.Startup;
using Flowker.Silo.Telemetry;
using Flowker.Storage;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Flowker.Silo;

/// <summary>How a silo is put together.</summary>
public static class FlowkerSilo
{
    /// <summary>Adds what <see cref="FlowkerOptions.Host"/> says: a silo, or a client of the silos of other processes.</summary>
    public static TBuilder AddFlowker<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = Settings.Read<FlowkerOptions>(builder.Configuration, FlowkerOptions.Section);
        return options.Host is FlowkerHost.Client ? builder.AddFlowkerClient() : builder.AddFlowkerSilo();
    }

    /// <summary>
    /// Adds a silo with its storage to any host, from the host's configuration: <c>ConnectionStrings:Flowker</c> (PostgreSQL;
    /// SQLite in the data folder without one) and <see cref="FlowkerOptions"/>.
    /// </summary>
    public static TBuilder AddFlowkerSilo<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.CheckSettings();
        var options = Settings.Read<FlowkerOptions>(builder.Configuration, FlowkerOptions.Section);
        var connectionString = builder.Configuration.GetConnectionString("Flowker");
        var embedded = string.IsNullOrWhiteSpace(connectionString);
        var endpoints = SiloEndpoints.Choose(options, embedded);
        var certificate = ClusterCertificate.Read(options.Cluster);
        endpoints.RefuseOpen(certificate, options.Cluster);

        var telemetry = TelemetryOptions.Read(builder.Configuration);
        builder.AddFlowkerTelemetry(telemetry);
        builder.Services.AddSingleton(Options.Create(options));
        builder.Services.AddSteadyOrleans();
        builder.Services.AddFlowkerStorage(new StorageOptions
        {
            ConnectionString = embedded ? null : connectionString,
            DataDirectory = options.DataDirectory,
        });
        // Before the silo, so that it starts after the schema is there and stops before the storage does.
        builder.Services.AddHostedService<StorageStartup>();
        var proxy = ProxyOf(options);
        var allowPrivate = Switches.Read(builder.Configuration, "SSRF_ALLOW_PRIVATE") is true;
        builder.Services.AddFlowkerExecutors(egress =>
        {
            egress.AllowPrivate = options.AllowPrivateAddresses || allowPrivate;
            egress.Proxy = proxy;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds + 5));
        builder.UseOrleans(silo => silo
            .UseFlowkerMembership(options, endpoints, embedded)
            .UseFlowkerTables()
            .UseClusterCertificate(certificate)
            .AddDashboard(dashboard => dashboard.HideTrace = true)
            .UseTracing(telemetry)
            .AddOutgoingGrainCallFilter<RepeatedCalls>()
            .Configure<GrainCollectionOptions>(collection =>
            {
                // A key's grain is of use while repetitions of its request are under way; after that the table knows.
                collection.CollectionQuantum = TimeSpan.FromSeconds(5);
                collection.ClassSpecificCollectionAge[typeof(Grains.Executions.IdempotencyGrain).FullName!] = TimeSpan.FromSeconds(15);
                collection.DeactivationTimeout = TimeSpan.FromSeconds(options.ShutdownSeconds);
            })
            // Where a grain lives is of use for as long as it lives, which is moments: the preset would keep a million of them.
            .Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 20_000)
            .Configure<SiloMessagingOptions>(messaging =>
            {
                messaging.MaxEnqueuedRequestsHardLimit = 10_000;
                if (!embedded)
                {
                    // A leaving silo has let go of its grains then, and leads on what still comes until all others know.
                    messaging.WaitForMessageToBeQueuedForOutboundTime = TimeSpan.FromMilliseconds(900);
                }
            }));
        builder.Services.AddFlowkerGrains(
            secretKeys: options.SecretKeys,
            retention: new RetentionOptions { Keep = options.RetentionDays is { } days ? TimeSpan.FromDays(days) : null },
            audit: AuditSettings.Read(builder.Configuration, options.DataDirectory),
            admission: new AdmissionOptions
            {
                MaxStarting = options.MaxStartsInFlight,
                MaxBusy = options.MaxBusyExecutions,
                MaxDriven = options.MaxOpenExecutions,
            },
            features: Settings.Read<FeatureOptions>(builder.Configuration, FeatureOptions.Section));
        builder.Services.AddSingleton<DatabaseHealth>();
        builder.Services.AddSingleton<SiloHealth>();
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>(embedded ? "sqlite" : "postgresql", timeout: TimeSpan.FromSeconds(2))
            .AddCheck<SiloHealth>("silo", timeout: TimeSpan.FromSeconds(2));
        return builder;
    }

    private static Uri? ProxyOf(FlowkerOptions options) =>
        string.IsNullOrWhiteSpace(options.EgressProxy) ? null
            : Uri.TryCreate(options.EgressProxy, UriKind.Absolute, out var proxy)
                && proxy is { Scheme: "http", PathAndQuery: "/", Host.Length: > 0 }
                ? proxy
                : throw new OptionsValidationException(
                    FlowkerOptions.Section,
                    typeof(FlowkerOptions),
                    [$"{FlowkerOptions.Section}:{nameof(FlowkerOptions.EgressProxy)}: must be an http URL without a path, as http://proxy:3128."]);
}
