using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Flowker.Cluster.Tests;

/// <summary>Starts one payment at a process.</summary>
internal delegate Task<(HttpStatusCode Status, string? ExecutionId)> StartOne(FlowkerProcess process, string key);

/// <summary>Clients that start payments at the processes of a cluster in turn, and repeat each one until it is acknowledged.</summary>
internal sealed class StartLoad(TestCluster cluster, params int[] places)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private int _next;

    /// <summary>Where the clients go.</summary>
    public IReadOnlyList<int> Places { get; set; } = places;

    /// <summary>How a payment is started.</summary>
    public StartOne How { get; init; } = (process, key) => Payments.StartAsync(process.Http, cluster.Workflow, key);

    /// <summary>Execution ids by key. A key that is answered twice with two ids fails the test.</summary>
    public ConcurrentDictionary<string, string> Acknowledged { get; } = new();

    /// <summary>Why requests were not acknowledged: a status, or <c>refused</c>, or <c>broken</c>.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>Starts every key from so many clients at once.</summary>
    public Task RunAsync(IEnumerable<string> keys, int clients) => Parallel.ForEachAsync(
        keys, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (key, _) => await StartAsync(key));

    /// <summary>Starts new keys, from a few clients, until it is told to stop.</summary>
    public Task RunAsync(string prefix, int clients, TimeSpan pause, CancellationToken until) => Task.WhenAll(
        Enumerable.Range(0, clients).Select(async client =>
        {
            for (var n = 0; !until.IsCancellationRequested; n++)
            {
                await StartAsync($"{prefix}-{client}-{n}");
                await Task.Delay(pause, CancellationToken.None);
            }
        }));

    /// <summary>Completes when so many starts are acknowledged.</summary>
    public Task ReachesAsync(int count) => Eventually.BecomesTrueAsync(
        () => Task.FromResult(Acknowledged.Count >= count), $"{count} starts were not acknowledged in time.");

    private async Task StartAsync(string key)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var to = Places;
            if (await TryAsync(cluster[to[(int)((uint)Interlocked.Increment(ref _next) % to.Count)]], key) is { } id)
            {
                Assert.Equal(id, Acknowledged.GetOrAdd(key, id));
                return;
            }

            Assert.True(DateTime.UtcNow < deadline, $"No process acknowledged '{key}' in time. Failures: {string.Join(' ', Failures.Distinct())}");
            await Task.Delay(20);
        }
    }

    private async Task<string?> TryAsync(FlowkerProcess process, string key)
    {
        try
        {
            var (status, id) = await How(process, key);
            if (status is HttpStatusCode.Created or HttpStatusCode.OK)
            {
                return id;
            }

            Failures.Enqueue(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException failure)
        {
            Failures.Enqueue(failure.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "refused" : "broken");
        }
        catch (Exception failure) when (failure is TaskCanceledException or ObjectDisposedException)
        {
            // The process is paused, or was replaced meanwhile.
            Failures.Enqueue("broken");
        }

        return null;
    }
}
