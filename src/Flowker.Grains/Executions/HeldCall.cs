using Flowker.Engine.Executions;
using Flowker.Executors;
using Flowker.Grains.Guards;
using Flowker.Grains.Providers;

namespace Flowker.Grains.Executions;

/// <summary>The right to make one call of a node: what it is made with, and its permit, which must be used or given back.</summary>
internal sealed record Admission(IExecutor Executor, SettingsLease Lease, GuardPermit Permit);

/// <summary>What came of asking for one: the admission, a wait, or a refusal.</summary>
internal abstract record AdmissionAnswer
{
    public sealed record Granted(Admission Admission) : AdmissionAnswer;

    /// <summary>The provider's guard holds the call back; its place in the guard's queue must be left, or waited in.</summary>
    public sealed record Held(Guid ProviderConfigId, string ProviderName, HoldCause Cause, TimeSpan AtMost, GuardTicket Ticket) : AdmissionAnswer;

    /// <summary>The call will not be made; with a cause where the guard would hold it back.</summary>
    public sealed record Refused(string Code, string Reason, Guid ProviderConfigId, string? ProviderName = null, HoldCause? Cause = null) : AdmissionAnswer;
}

/// <summary>The held calls of one execution. Not thread-safe: its driver runs turn by turn.</summary>
internal sealed class HeldCalls
{
    private readonly Dictionary<string, GuardTicket> _tickets = new(StringComparer.Ordinal);

    /// <summary>Keeps the call's place, and tells when its turn has come.</summary>
    public async Task KeepAsync(string nodeId, GuardTicket ticket, Action<string, GuardTicket> released)
    {
        _tickets[nodeId] = ticket;
        await ticket.Granted.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (ticket.Granted.IsCompletedSuccessfully)
        {
            released(nodeId, ticket);
        }
    }

    /// <summary>Whether the call still waits in this place.</summary>
    public bool Has(string nodeId, GuardTicket ticket) => _tickets.GetValueOrDefault(nodeId) == ticket;

    /// <summary>The place of a call; null when it has none.</summary>
    public GuardTicket? Of(string nodeId) => _tickets.GetValueOrDefault(nodeId);

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
