using Flowker.Api.Authentication;
using Flowker.Api.Endpoints;
using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Silo;

namespace Flowker.Api;

/// <summary>The service: a REST front end, with a silo in its process or as a client of others.</summary>
public static class FlowkerApi
{
    /// <summary>
    /// Puts the service together; the caller starts it. <paramref name="configure"/> may change settings before they are
    /// read. Throws with a message that names the setting when one is wrong.
    /// </summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddFlowkerLogging();
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
        builder.AddFlowker();

        var app = builder.Build();
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<ErrorPages>();
        app.UseMiddleware<ApiKeyGate>();
        app.UseRouting();
        app.MapWorkflows();
        app.MapExecutions();
        app.MapProviderConfigurations();
        app.MapCatalog();
        app.MapOperations();
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
