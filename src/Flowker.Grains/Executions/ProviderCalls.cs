using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Executors;
using Flowker.Grains.Guards;
using Flowker.Grains.Providers;
using Flowker.Grains.Recovery;
using Flowker.Grains.Telemetry;
using Flowker.Storage;

namespace Flowker.Grains.Executions;

/// <summary>
/// Makes the provider calls that the machine asks for, as far as the providers' guards let them, with the provider configurations
/// that are in force. One per silo, so that it can bound what is in flight.
/// </summary>
internal sealed class ProviderCalls(
    ProviderLeases providers,
    ProviderGuards guards,
    ExecutorRegistry executors,
    TimeProvider time,
    SuspectTurns suspects,
    ILogger<ProviderCalls> logger) : IDisposable
{
    private const int MaxInFlight = 2_048;

    // A wait that is over sooner costs no commits.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _slots = new(MaxInFlight);

    /// <summary>
    /// The way of nearly every call: its admission without asking anybody, or null when it has to be asked for. A
    /// <paramref name="ticket"/> is the call's place in the guard's queue, which it has left when it is admitted.
    /// </summary>
    public Admission? TryAdmit(ExecutorStep step, GuardTicket? ticket)
    {
        if (!executors.TryGet(step.ExecutorId, out var executor)
            || !providers.TryGet(step.ProviderConfigId, out var lease)
            || lease.Settings is not { } provider)
        {
            return null;
        }

        GuardPermit permit;
        return (ticket is null ? guards.Of(provider).TryEnter(out permit) : ticket.TryTake(out permit))
            ? new Admission(executor, lease, permit)
            : null;
    }

    /// <summary>
    /// The same for a call that has to wait a while, or may not go. A <paramref name="ticket"/> is its place from before, which is
    /// given up unless the answer has it. Throws only when <paramref name="stopping"/> is cancelled.
    /// </summary>
    public async Task<AdmissionAnswer> AdmitAsync(ExecutorStep step, GuardTicket? ticket, CancellationToken stopping)
    {
        var waiting = ticket;
        try
        {
            if (!executors.TryGet(step.ExecutorId, out var executor))
            {
                return new AdmissionAnswer.Refused("FLK-0220", $"no executor '{step.ExecutorId}' is installed", step.ProviderConfigId);
            }

            var lease = await LeaseAsync(step.ProviderConfigId, stopping).ConfigureAwait(false);
            if (lease.Settings is not { } provider)
            {
                return NotThere(step.ProviderConfigId, lease.Name);
            }

            var guard = guards.Of(provider);
            GuardPermit permit;
            if (waiting is { Granted.IsCompletedSuccessfully: true })
            {
                if (waiting.TryTake(out permit))
                {
                    return new AdmissionAnswer.Granted(new Admission(executor, lease, permit));
                }

                // It lost its place when the provider went down, which may be well again by now.
                waiting = null;
            }

            if (waiting is null && guard.TryEnter(out permit))
            {
                return new AdmissionAnswer.Granted(new Admission(executor, lease, permit));
            }

            waiting ??= guard.Queue(step.FailsWhenBroken);
            await WaitAWhileAsync(waiting, guard, step.FailsWhenBroken, stopping).ConfigureAwait(false);
            if (waiting.TryTake(out permit))
            {
                return new AdmissionAnswer.Granted(new Admission(executor, lease, permit));
            }

            stopping.ThrowIfCancellationRequested();
            var (cause, atMost) = guard.Waits();
            if (step.FailsWhenBroken && guard.State().Broken)
            {
                return new AdmissionAnswer.Refused(
                    "FLK-0507", ProviderHold.ReasonOf(HoldCause.CircuitBreaker, provider.Id, provider.Name), provider.Id, provider.Name, HoldCause.CircuitBreaker);
            }

            var held = new AdmissionAnswer.Held(provider.Id, provider.Name, cause, atMost, waiting);
            waiting = null;
            return held;
        }
        catch (Exception unexpected) when (!stopping.IsCancellationRequested)
        {
            Log.CallNotAdmitted(logger, unexpected, step.ProviderConfigId);
            return new AdmissionAnswer.Refused("FLK-0504", "the call could not be prepared", step.ProviderConfigId);
        }
        finally
        {
            waiting?.Leave();
        }
    }

    /// <summary>
    /// The result. What a <paramref name="suspect"/> sends is computed under its mark. Throws only when <paramref name="stopping"/> is
    /// cancelled; then the outcome is unknown.
    /// </summary>
    public async Task<CallResult> MakeAsync(
        ExecutionState state, WorkflowPlan plan, CallProvider call, Admission admission, bool suspect, CancellationToken stopping)
    {
        var (verdict, sent) = (CallVerdict.None, false);
        try
        {
            await _slots.WaitAsync(stopping).ConfigureAwait(false);
            try
            {
                var (prepared, failure) = await PrepareAsync(state, plan, call, suspect).ConfigureAwait(false);
                if (failure is not null)
                {
                    return failure;
                }

                admission.Permit.Send();
                sent = true;
                var began = time.GetTimestamp();
                using var trace = ExecutionTraces.Attempt(state, call);
                var result = await CallAsync(state, plan, call, prepared!, admission, stopping).ConfigureAwait(false);
                result = result with { Duration = time.GetElapsedTime(began) };
                CallDurations.Made(result.Outcome, result.Duration.Value);
                trace.Came(result);
                verdict = CallVerdicts.Of(result);
                return result;
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (Exception unexpected) when (!stopping.IsCancellationRequested)
        {
            Log.ExecutorThrew(logger, unexpected, state.ExecutionId, state.WorkflowId);
            return new CallResult { Outcome = CallOutcome.Unknown, Message = "the executor failed in an unexpected way" };
        }
        finally
        {
            if (sent)
            {
                admission.Permit.GiveBack(verdict);
            }
            else
            {
                admission.Permit.GiveBackUnused();
            }
        }
    }

    public void Dispose() => _slots.Dispose();

    private static AdmissionAnswer.Refused NotThere(Guid id, string? name) => new(
        "FLK-0150",
        name is null ? $"provider configuration {id} does not exist or is not active" : $"provider configuration \"{name}\" ({id}) is not active",
        id,
        name);

    // An outage of the storage uses up no attempts.
    private async Task<SettingsLease> LeaseAsync(Guid id, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await providers.GetAsync(id).ConfigureAwait(false);
            }
            catch (StorageUnavailableException)
            {
                stopping.ThrowIfCancellationRequested();
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 100 * Math.Pow(2, Math.Min(attempt, 6)))), time, stopping).ConfigureAwait(false);
            }
        }
    }

    // Whoever does not wait for a circuit breaker waits only to hear whether the next call finds out about the provider.
    private async Task WaitAWhileAsync(GuardTicket ticket, ProviderGuard guard, bool failsWhenBroken, CancellationToken stopping)
    {
        var waits = failsWhenBroken ? !guard.State().ForSure : guard.Waits().Cause is HoldCause.Limit;
        if (!ticket.Granted.IsCompleted && waits)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(ticket.Granted, Task.Delay(Patience, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    // Between its admission and its sending the configuration may have changed: what is sent is made with the one in force.
    private async Task<CallResult> CallAsync(
        ExecutionState state, WorkflowPlan plan, CallProvider call, PreparedCall prepared, Admission admission, CancellationToken stopping)
    {
        for (var lease = admission.Lease; ;)
        {
            if (!lease.TryEnter())
            {
                lease = await LeaseAsync(admission.Lease.Settings!.Id, stopping).ConfigureAwait(false);
                if (lease.Settings is null)
                {
                    var gone = NotThere(admission.Lease.Settings.Id, lease.Name);
                    return new CallResult { Outcome = CallOutcome.Failed, Code = gone.Code, Message = gone.Reason };
                }

                continue;
            }

            Task<CallResult> calling;
            try
            {
                calling = admission.Executor.CallAsync(ToExecutorCall(state, plan, call, lease, prepared), stopping);
            }
            finally
            {
                lease.Exit();
            }

            try
            {
                return await calling.ConfigureAwait(false);
            }
            catch (SettingsOutdatedException)
            {
                // Nothing was sent.
            }
        }
    }

    private async ValueTask<(PreparedCall? Call, CallResult? Failure)> PrepareAsync(
        ExecutionState state, WorkflowPlan plan, CallProvider call, bool suspect)
    {
        if (!suspect)
        {
            return ExecutionMachine.Prepare(state, plan, call.NodeId);
        }

        await using var turn = (await suspects.EnterAsync(state.ExecutionId).ConfigureAwait(false)).ConfigureAwait(false);
        return ExecutionMachine.Prepare(state, plan, call.NodeId);
    }

    private static ExecutorCall ToExecutorCall(
        ExecutionState state, WorkflowPlan plan, CallProvider call, SettingsLease lease, PreparedCall prepared)
    {
        var step = plan.ById[call.NodeId].Executor!;
        return new ExecutorCall
        {
            CallKey = ExecutionMachine.CallKey(state.ExecutionId, call.NodeId),
            Provider = lease.Settings!,
            NodeData = step.Data,
            Payload = prepared.Mapped ?? default,
            PayloadIsMapped = prepared.Mapped is not null,
            Context = prepared.Context,
            Timeout = step.Timeout,
            Lease = lease,
        };
    }
}
