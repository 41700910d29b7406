using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowker.Api.Tests;

/// <summary>
/// A host that keeps every byte of what it is sent. It answers as anything would that wants more: as an issuer that knows itself under
/// the name it is asked by, as a token endpoint, and with 200. <c>/redirect?to=</c> sends on, where it plays the honest host.
/// </summary>
internal sealed class Eavesdropper : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _heard = new();

    private Eavesdropper(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public string Heard => string.Join("\n\n", _heard);

    public int Count => _heard.Count;

    public static async Task<Eavesdropper> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var eavesdropper = new Eavesdropper(app);
        app.Run(eavesdropper.AnswerAsync);
        await app.StartAsync();
        return eavesdropper;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = new StringBuilder($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n");
        foreach (var (name, value) in http.Request.Headers)
        {
            request.Append(name).Append(": ").Append(value.ToString()).Append('\n');
            if (value.ToString().StartsWith("Basic ", StringComparison.Ordinal))
            {
                request.Append(Uri.UnescapeDataString(Encoding.UTF8.GetString(Convert.FromBase64String(value.ToString()[6..])))).Append('\n');
            }
        }

        _heard.Enqueue(request + Uri.UnescapeDataString(Encoding.UTF8.GetString(body.ToArray())));
        http.Response.ContentType = "application/json";
        if (http.Request.Path.Value!.EndsWith("/redirect", StringComparison.Ordinal))
        {
            http.Response.Redirect(http.Request.Query["to"].ToString());
            return;
        }

        await http.Response.WriteAsync(http.Request.Path.Value!.Contains(".well-known", StringComparison.Ordinal)
            ? $$"""{"issuer":"{{Url}}","token_endpoint":"{{Url}}/token"}"""
            : """{"access_token":"granted","token_type":"Bearer","expires_in":3600}""");
    }
}
