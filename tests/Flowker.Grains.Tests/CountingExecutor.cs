using System.Collections.Concurrent;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors;

namespace Flowker.Grains.Tests;

/// <summary>An executor that counts the calls of each key, over all silos of a test.</summary>
internal sealed class CountingExecutor : IExecutor
{
    private readonly ConcurrentDictionary<string, int> _calls = new();

    public string Id => "http";

    public static CallResult Ok { get; } = new()
    {
        Outcome = CallOutcome.Success,
        StatusCode = 200,
        Response = JsonText.Parse("""{"status":200,"body":{"ok":true}}"""),
    };

    /// <summary>How a provider answers; success when it is not listed.</summary>
    public ConcurrentDictionary<Guid, Func<ExecutorCall, Task<CallResult>>> Answers { get; } = new();

    /// <summary>Hears of a provider's calls where each begins.</summary>
    public ConcurrentDictionary<Guid, Action<ExecutorCall>> Begins { get; } = new();

    public int CallsOf(string key) => _calls.GetValueOrDefault(key);

    public async Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
    {
        Begins.GetValueOrDefault(call.Provider.Id)?.Invoke(call);
        _calls.AddOrUpdate(call.CallKey, 1, (_, n) => n + 1);
        await Task.Yield();
        return Answers.TryGetValue(call.Provider.Id, out var answer) ? await answer(call) : Ok;
    }
}
