using System.Diagnostics;
using System.Net;

namespace Flowker.Bench.Load;

/// <summary>Clients that each do one thing after the other.</summary>
internal static class ClosedLoop
{
    /// <summary>
    /// Runs for the given time; whatever a client has begun it finishes. <paramref name="act"/> is given the client's
    /// connection and a number that no other call gets.
    /// </summary>
    public static async Task<LoadResult> RunAsync(
        int clients, TimeSpan duration, IReadOnlyList<IPEndPoint> servers, Func<HttpConnection, long, LoadResult, Task> act)
    {
        var result = new LoadResult();
        var number = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            using var connection = new HttpConnection(servers[client % servers.Count]);
            while (watch.Elapsed < duration)
            {
                try
                {
                    await act(connection, Interlocked.Increment(ref number), result);
                }
                catch (IOException)
                {
                    result.Note(0);
                    await Task.Delay(10);
                }
            }
        })));
        result.Elapsed = watch.Elapsed;
        return result;
    }
}
