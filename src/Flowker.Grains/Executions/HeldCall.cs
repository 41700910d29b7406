using Flowker.Engine.Executions;
using Flowker.Grains.Guards;

namespace Flowker.Grains.Executions;

/// <summary>A call that its provider's guard holds back, with its place in the guard's queue.</summary>
internal sealed record HeldCall(CallProvider Call, Guid ProviderConfigId, HoldCause Cause, TimeSpan AtMost, GuardTicket Ticket);

/// <summary>The held calls of one execution. Not thread-safe: its driver runs turn by turn.</summary>
internal sealed class HeldCalls
{
    private readonly Dictionary<string, GuardTicket> _tickets = new(StringComparer.Ordinal);

    /// <summary>Keeps the call's place, and tells when its turn has come.</summary>
    public async Task KeepAsync(HeldCall held, Action<HeldCall> released)
    {
        _tickets[held.Call.NodeId] = held.Ticket;
        await held.Ticket.Granted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (held.Ticket.Granted.IsCompletedSuccessfully)
        {
            released(held);
        }
    }

    /// <summary>The place of a call that is asked for again; null when it has none.</summary>
    public GuardTicket? Take(string nodeId) => _tickets.Remove(nodeId, out var ticket) ? ticket : null;

    /// <summary>The call is not wanted any more.</summary>
    public void Leave(string nodeId) => Take(nodeId)?.Leave();

    public void LeaveAll()
    {
        foreach (var ticket in _tickets.Values)
        {
            ticket.Leave();
        }

        _tickets.Clear();
    }
}
