using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Flowker.Grains.Executions;

/// <summary>
/// The executions that this silo drives at the moment. The sweep compares it with what the database says this silo owns:
/// an execution that is stored but not here has lost its driver (a start whose answer got lost, a failed write).
/// </summary>
internal sealed class DrivenExecutions : IDisposable
{
    private readonly ConcurrentDictionary<Guid, bool> _ids = new();
    private readonly Meter _meter = new("Flowker");

    public DrivenExecutions() =>
        _meter.CreateObservableGauge("flowker.executions.driven", () => _ids.Count, "{execution}", "Open executions that this silo drives.");

    public int Count => _ids.Count;

    public void Add(Guid id) => _ids[id] = true;

    public void Remove(Guid id) => _ids.TryRemove(id, out _);

    public bool Contains(Guid id) => _ids.ContainsKey(id);

    public void Dispose() => _meter.Dispose();
}
