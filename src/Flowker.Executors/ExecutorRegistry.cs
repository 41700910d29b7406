using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Flowker.Engine.Catalog;

namespace Flowker.Executors;

/// <summary>All executors of this process by their catalog id; fixed once it is built.</summary>
public sealed class ExecutorRegistry
{
    private readonly FrozenDictionary<string, IExecutor> _executors;

    /// <summary>Throws <see cref="ArgumentException"/> for a repeated id and for one that the catalog does not have.</summary>
    public ExecutorRegistry(IEnumerable<IExecutor> executors, ProviderCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(executors);
        ArgumentNullException.ThrowIfNull(catalog);
        var byId = new Dictionary<string, IExecutor>(StringComparer.Ordinal);
        foreach (var executor in executors)
        {
            var descriptor = catalog.Executor(executor.Id)
                ?? throw new ArgumentException($"The executor \"{executor.Id}\" is not in the catalog.", nameof(executors));
            if (!byId.TryAdd(executor.Id, descriptor.DescribesNode ? executor : new RequestComposition(executor, descriptor, catalog)))
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
