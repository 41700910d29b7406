using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Flowker.Bench.Load;

/// <summary>
/// Requests that come when they are due, however slow the service is. Latency counts from when a request was due, so that a
/// stall is felt by every request that it delays (no coordinated omission).
/// </summary>
internal static class OpenLoop
{
    /// <summary><paramref name="act"/> is given when its request was due, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public static async Task<LoadResult> RunAsync(
        double perSecond, TimeSpan duration, IReadOnlyList<IPEndPoint> servers, Func<HttpConnection, long, long, LoadResult, Task> act)
    {
        var result = new LoadResult();
        var idle = new ConcurrentBag<HttpConnection>();
        List<Task> running = [];
        var begin = Stopwatch.GetTimestamp();
        var total = (long)(perSecond * duration.TotalSeconds);
        for (var number = 0L; number < total;)
        {
            var due = (long)(Stopwatch.GetElapsedTime(begin).TotalSeconds * perSecond);
            for (; number < Math.Min(due, total); number++)
            {
                running.Add(SendAsync(number));
            }

            running.RemoveAll(t => t.IsCompleted);
            await Task.Delay(1);
        }

        await Task.WhenAll(running);
        result.Elapsed = Stopwatch.GetElapsedTime(begin);
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        return result;

        async Task SendAsync(long number)
        {
            var due = begin + (long)(number / perSecond * Stopwatch.Frequency);
            var connection = idle.TryTake(out var free) ? free : new HttpConnection(servers[(int)(number % servers.Count)]);
            try
            {
                await act(connection, number, due, result);
            }
            catch (IOException)
            {
                result.Note(0);
            }

            idle.Add(connection);
        }
    }
}
