using Flowker.Api.Authentication;
using Flowker.Api.Endpoints;
using Flowker.Api.Errors;
using Flowker.Api.Health;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Silo;
using Microsoft.Extensions.Configuration.Memory;

namespace Flowker.Api;

/// <summary>The service: REST front end and a silo in one process.</summary>
public static class FlowkerApi
{
    // What an operator wants to read by default; any other source of configuration says otherwise.
    private static readonly Dictionary<string, string?> LogLevels = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:LogLevel:Orleans"] = "Warning",
        // It takes its own start for a delay as long as the machine is up.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        ["Logging:LogLevel:Polly"] = "Critical",
        ["Logging:LogLevel:System"] = "Warning",
    };

    /// <summary>
    /// Puts the service together; the caller starts it. <paramref name="configure"/> may change settings before they are
    /// read. Throws with a message that names the setting when one is wrong.
    /// </summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LogLevels });
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        configure?.Invoke(builder);
        var options = Settings.Read<ApiOptions>(builder.Configuration, FlowkerOptions.Section);
        var crossOrigin = CrossOrigin.Read(builder.Configuration);
        var proxies = TrustedProxies.Read(options.TrustedProxies);
        var access = AccessOptions.Read(builder.Configuration, Settings.Read<OidcOptions>(builder.Configuration, OidcOptions.Section));
        var addresses = Addresses(builder);
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
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(crossOrigin));
        builder.Services.AddMetricsEndpoint();
        builder.Services.AddApiDocument();
        builder.AddFlowkerSilo();
        builder.Services.AddDraining(
            TimeSpan.FromSeconds(options.DrainSeconds ?? (Array.TrueForAll(addresses, ListenAddresses.IsLoopback) ? 0 : 5)));

        var app = builder.Build();
        if (proxies is not null)
        {
            app.UseForwardedHeaders(proxies);
        }

        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<ErrorPages>();
        app.UseMiddleware<RequestLimits>();
        app.UseMiddleware<TrailingSlashes>();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapWorkflows();
        app.MapExecutions();
        app.MapProviderConfigurations();
        app.MapCatalog();
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDocument();
        return app;
    }

    private static string[] Addresses(WebApplicationBuilder builder)
    {
        var urls = builder.Configuration["urls"];
        if (string.IsNullOrWhiteSpace(urls))
        {
            urls = ListenAddresses.Preset;
            builder.WebHost.UseUrls(urls);
        }

        return urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
