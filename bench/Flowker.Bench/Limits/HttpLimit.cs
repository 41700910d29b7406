using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Flowker.Bench.Load;
using Flowker.Bench.Provider;
using Flowker.Executors;
using Flowker.Executors.Egress;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Flowker.Bench.Limits;

/// <summary>HTTP alone, with 64 clients.</summary>
internal static class HttpLimit
{
    private const int Clients = 64;

    /// <summary>Requests a second that Kestrel answers with what the bank answers.</summary>
    public static async Task<double> KestrelAsync(ReadOnlyMemory<byte> body, TimeSpan duration)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = StubProvider.Body.Length;
            await http.Response.Body.WriteAsync(StubProvider.Body);
        });
        await app.StartAsync();
        var server = new IPEndPoint(IPAddress.Loopback, new Uri(app.Urls.First()).Port);
        var result = await ClosedLoop.RunAsync(Clients, duration, [server], async (connection, number, result) =>
            result.Note((await connection.PostAsync("/limit", $"limit-{number}", body)).Status));
        return result.Accepted / result.Elapsed.TotalSeconds;
    }

    /// <summary>Calls a second to the bank by the very HTTP client that makes provider calls.</summary>
    public static async Task<double> CallsAsync(StubProvider bank, ReadOnlyMemory<byte> body, TimeSpan duration)
    {
        using var egress = new EgressClient(new EgressOptions { AllowPrivate = true }, new NoNames());
        var http = egress.For(new ProviderSettings(Guid.Empty, "http", JsonSerializer.SerializeToElement(new { })));
        var url = new Uri(bank.Address, "/limit");
        var calls = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < duration)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.SendAsync(request);
                await response.Content.ReadAsByteArrayAsync();
                Interlocked.Increment(ref calls);
            }
        })));
        return calls / watch.Elapsed.TotalSeconds;
    }

    // The bank is called by its address.
    private sealed class NoNames : IHostResolver
    {
        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
