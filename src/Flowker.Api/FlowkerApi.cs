using Flowker.Api.Authentication;
using Flowker.Api.Endpoints;
using Flowker.Api.Errors;
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
        var apiKey = ApiKeyOptions.Read(builder.Configuration);
        RefuseOpenAddresses(builder, apiKey);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every route reads its body with a limit of its own, of decompressed bytes.
            kestrel.Limits.MaxRequestBodySize = 2 * RequestBody.HardLimit;
        });
        builder.Services.AddSingleton(apiKey);
        builder.Services.AddHealthChecks();
        builder.AddFlowkerSilo();

        var app = builder.Build();
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<ErrorPages>();
        app.UseMiddleware<ApiKeyGate>();
        app.UseRouting();
        app.MapWorkflows();
        app.MapExecutions();
        app.MapProviderConfigurations();
        app.MapCatalog();
        app.MapHealth();
        return app;
    }

    private static void RefuseOpenAddresses(WebApplicationBuilder builder, ApiKeyOptions apiKey)
    {
        var urls = builder.Configuration["urls"];
        if (string.IsNullOrWhiteSpace(urls))
        {
            urls = ListenAddresses.Preset;
            builder.WebHost.UseUrls(urls);
        }

        ListenAddresses.RefuseOpen(urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), apiKey);
    }
}
