using System.Collections.Concurrent;

namespace Flowker.Grains.Executions;

/// <summary>
/// The executions that this silo drives at the moment. The sweep compares it with what the database says this silo owns:
/// an execution that is stored but not here has lost its driver (a start whose answer got lost, a failed write).
/// </summary>
internal sealed class DrivenExecutions
{
    private readonly ConcurrentDictionary<Guid, bool> _ids = new();

    public int Count => _ids.Count;

    public void Add(Guid id) => _ids[id] = true;

    public void Remove(Guid id) => _ids.TryRemove(id, out _);

    public bool Contains(Guid id) => _ids.ContainsKey(id);
}
