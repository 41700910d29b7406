using System.Buffers.Text;
using System.Diagnostics;
using Flowker.Bench.Provider;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Load;

/// <summary>What a client does: start an execution with a key of its own and wait until it has ended.</summary>
internal sealed class Executions(StubProvider bank, Scenario scenario, string path, int askEvery)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _run = Guid.NewGuid().ToString("N")[..12];

    public Task RunAsync(HttpConnection connection, long number, LoadResult result) =>
        RunAsync(connection, number, Stopwatch.GetTimestamp(), result);

    /// <summary>Latencies count from <paramref name="due"/>.</summary>
    public async Task RunAsync(HttpConnection connection, long number, long due, LoadResult result)
    {
        var reply = await connection.PostAsync(path, $"{_run}-{number}", scenario.Body);
        if (!result.Note(reply.Status))
        {
            return;
        }

        result.Starts.Add(Stopwatch.GetElapsedTime(due));
        var execution = ReadId(reply.Body.Span);
        if (scenario.Calls > 0)
        {
            await bank.LastCallOf(execution).WaitAsync(Patience);
        }

        // Asking for every one would become a good part of the load.
        if (number % askEvery == 0)
        {
            await UntilEndedAsync(connection, execution);
            result.EndToEnd.Add(Stopwatch.GetElapsedTime(due));
        }
    }

    public static Guid ReadId(ReadOnlySpan<byte> answer)
    {
        var name = "\"executionId\":\""u8;
        var at = answer.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(answer[(at + name.Length)..], out Guid id, out _)
            ? id
            : throw new InvalidOperationException("The answer names no execution.");
    }

    private async Task UntilEndedAsync(HttpConnection connection, Guid execution)
    {
        var path = $"/v1/executions/{execution}";
        for (var reply = await connection.GetAsync(path); reply.Body.Span.IndexOf("\"status\":\"completed\""u8) < 0; reply = await connection.GetAsync(path))
        {
            if (reply.Status != 200 || reply.Body.Span.IndexOf("\"status\":\"running\""u8) < 0)
            {
                throw new InvalidOperationException($"Execution {execution} did not complete.");
            }

            if (askEvery > 1)
            {
                await Task.Delay(1);
            }
        }
    }
}
