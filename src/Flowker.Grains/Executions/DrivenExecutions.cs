namespace Flowker.Grains.Executions;

/// <summary>
/// The executions that this silo drives at the moment. The sweep compares it with what the database says this silo owns:
/// an execution that is stored but not here has lost its driver (a start whose answer got lost, a failed write). Thread-safe.
/// </summary>
internal sealed class DrivenExecutions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, bool> _waits = [];
    private int _waiting;

    /// <summary>All of them, and those among them that do something: the others only wait for a time or for a provider's guard.</summary>
    public (int All, int Busy) Count
    {
        get
        {
            lock (_lock)
            {
                return (_waits.Count, _waits.Count - _waiting);
            }
        }
    }

    public void Set(Guid id, bool waits)
    {
        lock (_lock)
        {
            _waiting += (waits ? 1 : 0) - (_waits.GetValueOrDefault(id) ? 1 : 0);
            _waits[id] = waits;
        }
    }

    public void Remove(Guid id)
    {
        lock (_lock)
        {
            if (_waits.Remove(id, out var waited) && waited)
            {
                _waiting--;
            }
        }
    }

    public bool Contains(Guid id)
    {
        lock (_lock)
        {
            return _waits.ContainsKey(id);
        }
    }
}
