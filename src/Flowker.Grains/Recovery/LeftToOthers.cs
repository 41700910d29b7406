using System.Collections.Concurrent;

namespace Flowker.Grains.Recovery;

/// <summary>
/// Executions that this silo took over and cannot go on with, by the owners that they have: an event or a node in them is of a later
/// version. The sweep gives them up when it is through, so that it does not claim the same ones over and over.
/// </summary>
internal sealed class LeftToOthers
{
    private readonly ConcurrentDictionary<Guid, string> _owners = new();

    public void Add(Guid executionId, string owner) => _owners[executionId] = owner;

    public bool Contains(Guid executionId) => _owners.ContainsKey(executionId);

    /// <summary>By owner; they are then no longer here.</summary>
    public IEnumerable<IGrouping<string, Guid>> TakeAll() =>
        _owners.ToArray().Where(left => _owners.TryRemove(left)).GroupBy(left => left.Value, left => left.Key).ToArray();
}
