using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Flowker.Executors;

/// <summary>All executors of this process by their catalog id; fixed once it is built. A repeated id is refused.</summary>
public sealed class ExecutorRegistry
{
    private readonly FrozenDictionary<string, IExecutor> _executors;

    public ExecutorRegistry(IEnumerable<IExecutor> executors)
    {
        ArgumentNullException.ThrowIfNull(executors);
        var byId = new Dictionary<string, IExecutor>(StringComparer.Ordinal);
        foreach (var executor in executors)
        {
            if (!byId.TryAdd(executor.Id, executor))
            {
                throw new ArgumentException($"Two executors are named \"{executor.Id}\".", nameof(executors));
            }
        }

        _executors = byId.ToFrozenDictionary(StringComparer.Ordinal);
        Ids = [.. _executors.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Sorted.</summary>
    public IReadOnlyList<string> Ids { get; }

    public bool TryGet(string id, [NotNullWhen(true)] out IExecutor? executor) => _executors.TryGetValue(id, out executor);
}
