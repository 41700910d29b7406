using Flowker.Api.Authentication;
using Flowker.Api.Endpoints;
using Flowker.Api.Errors;
using Flowker.Api.Health;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Api.WebConsole;
using Flowker.Silo;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Flowker.Api;

/// <summary>The service: a REST front end, with a silo in its process or as a client of others.</summary>
public static partial class FlowkerApi
{
    /// <summary>
    /// Puts the service together; the caller starts it. <paramref name="configure"/> may change settings before they are
    /// read. Throws with a message that names the setting when one is wrong.
    /// </summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(ConsoleEndpoints.Options(args));
        // Files of a service that was built, not published; elsewhere they are in wwwroot.
        builder.WebHost.UseStaticWebAssets();
        builder.AddFlowkerLogging();
        configure?.Invoke(builder);
        var options = Settings.Read<ApiOptions>(builder.Configuration, ApiOptions.Section);
        var crossOrigin = CrossOrigin.Read(builder.Configuration);
        var proxies = TrustedProxies.Read(options.TrustedProxies);
        var addresses = Addresses(builder);
        var access = AccessOptions.Read(builder.Configuration, Settings.Read<OidcOptions>(builder.Configuration, OidcOptions.Section), addresses);
        ListenAddresses.RefuseOpen(addresses, access);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every route reads its body with a limit of its own; what Kestrel takes above it, it takes to deliver the refusal.
            kestrel.Limits.MaxRequestBodySize = 2 * RequestBody.HardLimit;
            kestrel.Limits.MaxRequestLineSize = RequestLimits.HeaderCeiling;
            kestrel.Limits.MaxRequestHeadersTotalSize = RequestLimits.HeaderCeiling;
            kestrel.Limits.MaxRequestHeaderCount = 1_000;
        });
        builder.Services.AddAccess(access);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RefusalBound>();
        builder.Services.AddSingleton<FailedAttempts>();
        builder.Services.AddSingleton<EvidenceWait>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(crossOrigin));
        builder.Services.AddMetricsEndpoint();
        builder.Services.AddApiDocument();
        builder.Services.AddCompressedAnswers();
        builder.Services.AddRequestTraces();
        builder.AddFlowker();
        builder.Services.AddDraining(
            TimeSpan.FromSeconds(options.DrainSeconds ?? (Array.TrueForAll(addresses, ListenAddresses.IsLoopback) ? 0 : 5)));

        var app = builder.Build();
        if (access.Warning is { } warning)
        {
            AccessWarning(app.Logger, warning);
        }

        UsePipeline(app, proxies, access);
        MapRoutes(app);
        app.MapFrontDoor(app.MapConsole(options.Console) ? ConsoleEndpoints.Root + "/" : ApiDocument.Page);
        return app;
    }

    // Limits before anything is parsed, and who calls before what is asked for: a stranger learns nothing of routes and bodies.
    private static void UsePipeline(WebApplication app, TrustedProxies? proxies, AccessOptions access)
    {
        if (proxies is not null)
        {
            app.UseMiddleware<ForwardedCaller>(proxies);
        }

        app.UseMiddleware<DrainingConnections>();
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<SafeAnswers>();
        app.UseMiddleware<ConsoleHeaders>();
        app.UseResponseCompression();
        app.UseMiddleware<ErrorPages>();
        if (!access.Enabled)
        {
            app.UseMiddleware<LocalRequests>();
        }

        app.UseMiddleware<RequestLimits>();
        app.UseMiddleware<TrailingSlashes>();
        app.UseMiddleware<DotNames>();
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<RefusedRequests>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<ClosedQueries>();
    }

    private static void MapRoutes(WebApplication app)
    {
        app.MapWorkflows();
        app.MapExecutions();
        app.MapAuditProof();
        app.MapProviderConfigurations();
        app.MapExecutorConfigurations();
        app.MapWebhooks();
        app.MapCatalog();
        app.MapDashboards();
        app.MapAudit();
        app.MapApiKeys();
        app.MapSchedules();
        app.MapOperations();
        app.MapHealth();
        app.MapMetrics();
        app.MapClusterDashboard();
        app.MapApiDocument();
    }

    [LoggerMessage(211, LogLevel.Warning, "{Warning}")]
    private static partial void AccessWarning(ILogger logger, string warning);

    private static string[] Addresses(WebApplicationBuilder builder)
    {
        var urls = builder.Configuration["urls"];
        if (string.IsNullOrWhiteSpace(urls))
        {
            urls = ListenAddresses.Given(builder.Configuration) ?? ListenAddresses.Preset;
            builder.WebHost.UseUrls(urls);
        }

        return
        [
            .. urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            .. builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"] ?? ""),
        ];
    }
}
