using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Flowker.Bench.Load;
using Flowker.Bench.Provider;
using Flowker.Bench.Workflows;
using Flowker.Executors;
using Flowker.Executors.Egress;

namespace Flowker.Bench.Limits;

/// <summary>HTTP alone, with 64 clients.</summary>
internal static class HttpLimit
{
    private const int Clients = 64;

    public static async Task<double> KestrelAsync(StubProvider bank, TimeSpan duration)
    {
        var result = await ClosedLoop.RunAsync(Clients, duration, [bank.EndPoint], async (connection, number, result) =>
            result.Note((await connection.PostAsync("/limit", $"limit-{number}", Scenario.ValidatePayment.Body)).Status));
        return result.Accepted / result.Elapsed.TotalSeconds;
    }

    public static async Task<double> CallsAsync(StubProvider bank, TimeSpan duration)
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
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(Scenario.ValidatePayment.Body) };
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
        public Task<IReadOnlyList<System.Net.IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
