using Flowker.Engine.Executions;
using Flowker.Grains.Guards;

namespace Flowker.Grains.Executions;

/// <summary>What a driver is told while it waits.</summary>
internal abstract record Heard
{
    /// <summary>A call came back: with its result, or with the failure that ends the driver.</summary>
    public sealed record Returned(CallProvider Call, CallResult? Result, Exception? Failure) : Heard;

    /// <summary>A call that was asked for may go, or may not; no answer when nobody wanted one any more.</summary>
    public sealed record Asked(string NodeId, AdmissionAnswer? Answer) : Heard
    {
        /// <summary>Gives back what the answer brought.</summary>
        public void Drop()
        {
            (Answer as AdmissionAnswer.Granted)?.Admission.Permit.GiveBackUnused();
            (Answer as AdmissionAnswer.Held)?.Ticket.Leave();
        }
    }

    /// <summary>It is the turn of a call that was held back.</summary>
    public sealed record Released(string NodeId, GuardTicket Ticket) : Heard;
}
