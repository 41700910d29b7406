using Flowker.Engine.Executions;

namespace Flowker.Grains.Executions;

/// <summary>The calls of one execution that are asked for, and those that may go. Not thread-safe: its driver runs turn by turn.</summary>
internal sealed class CallAdmissions
{
    private HashSet<string>? _asked;
    private Dictionary<string, Admission>? _granted;

    /// <summary>Those of calls that will not be made.</summary>
    public static void GiveBack(Advance advance)
    {
        foreach (var call in advance.Effects.OfType<CallProvider>())
        {
            (call.Admission as Admission)?.Permit.GiveBackUnused();
        }
    }

    public bool IsAsked(string nodeId) => _asked?.Contains(nodeId) is true;

    /// <summary>False when it is asked for already.</summary>
    public bool Ask(string nodeId) => (_asked ??= new HashSet<string>(StringComparer.Ordinal)).Add(nodeId);

    public void Answered(string nodeId) => _asked?.Remove(nodeId);

    public void Keep(string nodeId, Admission admission) =>
        (_granted ??= new Dictionary<string, Admission>(StringComparer.Ordinal))[nodeId] = admission;

    public Admission? Take(string nodeId) => _granted is not null && _granted.Remove(nodeId, out var admission) ? admission : null;

    /// <summary>Those that an advance had no use for.</summary>
    public void GiveBackUnused()
    {
        if (_granted is { Count: > 0 } left)
        {
            foreach (var admission in left.Values)
            {
                admission.Permit.GiveBackUnused();
            }

            left.Clear();
        }
    }
}
