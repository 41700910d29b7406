using System.Collections.Concurrent;
using Flowker.Engine.Workflows;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Executions;

/// <summary>
/// The plans of pinned definitions, by content hash: a hash never changes its meaning, so nothing is ever stale. One read
/// and one compilation per hash and silo, shared by all executions.
/// </summary>
internal sealed class PlanCache(IDefinitionStore definitions)
{
    private const int Capacity = 1_000;

    private readonly ConcurrentDictionary<string, Task<WorkflowPlan?>> _plans = new(StringComparer.Ordinal);

    /// <summary>Null when the definition is missing or cannot be read or run.</summary>
    public async Task<WorkflowPlan?> GetAsync(string hash)
    {
        if (_plans.Count >= Capacity)
        {
            _plans.Clear();
        }

        var loading = _plans.GetOrAdd(hash, LoadAsync);
        try
        {
            var plan = await loading;
            if (plan is null)
            {
                _plans.TryRemove(hash, out _);
            }

            return plan;
        }
        catch
        {
            // A failed read must not be remembered.
            _plans.TryRemove(hash, out _);
            throw;
        }
    }

    private async Task<WorkflowPlan?> LoadAsync(string hash) =>
        await definitions.GetPinnedDefinitionAsync(hash) is { } body && StoredDefinition.ReadPinned(body) is { } definition
            ? PlanCompiler.Compile(definition).Plan
            : null;
}
