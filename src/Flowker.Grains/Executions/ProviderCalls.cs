using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Executors;
using Flowker.Grains.Guards;
using Flowker.Grains.Telemetry;
using Flowker.Storage;

namespace Flowker.Grains.Executions;

/// <summary>
/// Makes the provider calls that the machine asks for, as far as the providers' guards let them. One per silo, so that it
/// can bound what is in flight.
/// </summary>
internal sealed class ProviderCalls(
    ProviderSettingsCache providers, ProviderGuards guards, ExecutorRegistry executors, TimeProvider time, ILogger<ProviderCalls> logger) : IDisposable
{
    private const int MaxInFlight = 2_048;

    // A wait that is over sooner costs no commits.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _slots = new(MaxInFlight);

    /// <summary>
    /// The result, or the call itself when it is held back; then it may be asked for again with <paramref name="ticket"/>,
    /// which keeps its place. Throws only when <paramref name="stopping"/> is cancelled; then the outcome is unknown.
    /// </summary>
    public async Task<(CallResult? Result, HeldCall? Held)> MakeAsync(
        ExecutionState state, WorkflowPlan plan, CallProvider call, GuardTicket? ticket, CancellationToken stopping)
    {
        var waiting = ticket;
        try
        {
            var step = plan.ById[call.NodeId].Executor!;
            if (!executors.TryGet(step.ExecutorId, out var executor))
            {
                return (Refused("FLK-0220", $"no executor '{step.ExecutorId}' is installed"), null);
            }

            if (await providers.GetAsync(step.ProviderConfigId).ConfigureAwait(false) is not { } provider)
            {
                return (Refused("FLK-0150", $"provider configuration {step.ProviderConfigId} does not exist or is not active"), null);
            }

            var guard = guards.Of(provider);
            if (waiting is null && guard.TryEnter(out var permit))
            {
                return (await MakeAsync(state, plan, call, executor, provider, permit, stopping).ConfigureAwait(false), null);
            }

            waiting ??= guard.Queue();
            await WaitAWhileAsync(waiting, guard, step, stopping).ConfigureAwait(false);
            if (!waiting.TryTake(out permit))
            {
                stopping.ThrowIfCancellationRequested();
                var (cause, atMost) = guard.Waits();
                var held = new HeldCall(call, provider.Id, cause, atMost, waiting);
                waiting = null;
                return (null, held);
            }

            var sentAt = time.GetUtcNow();
            var result = await MakeAsync(state, plan, call, executor, provider, permit, stopping).ConfigureAwait(false);
            return (result with { SentAt = sentAt }, null);
        }
        catch (StorageUnavailableException)
        {
            // Nothing was sent. The attempt's own commit waits for the storage, so that an outage uses up no attempts.
            return (new CallResult { Outcome = CallOutcome.Failed, Transient = true, Message = "the provider configuration could not be read" }, null);
        }
        catch (Exception unexpected) when (!stopping.IsCancellationRequested)
        {
            Log.ExecutorThrew(logger, unexpected, state.ExecutionId, state.WorkflowId);
            return (new CallResult { Outcome = CallOutcome.Unknown, Message = "the executor failed in an unexpected way" }, null);
        }
        finally
        {
            waiting?.Leave();
        }
    }

    public void Dispose() => _slots.Dispose();

    // A node that must not repeat what may have been sent says at once that it was not: a crash during the wait would hide it.
    private async Task WaitAWhileAsync(GuardTicket ticket, ProviderGuard guard, ExecutorStep step, CancellationToken stopping)
    {
        if (!ticket.Granted.IsCompleted && !step.FailOnUnknownOutcome && guard.Waits().Cause is HoldCause.Limit)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(ticket.Granted, Task.Delay(Patience, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<CallResult> MakeAsync(
        ExecutionState state,
        WorkflowPlan plan,
        CallProvider call,
        IExecutor executor,
        ProviderSettings provider,
        GuardPermit permit,
        CancellationToken stopping)
    {
        var verdict = CallVerdict.None;
        try
        {
            await _slots.WaitAsync(stopping).ConfigureAwait(false);
            try
            {
                var (prepared, failure) = ExecutionMachine.Prepare(state, plan, call.NodeId);
                if (failure is not null)
                {
                    return failure;
                }

                var began = time.GetTimestamp();
                using var trace = ExecutionTraces.Attempt(state, call);
                var result = await executor.CallAsync(ToExecutorCall(state, plan, call, provider, prepared!), stopping).ConfigureAwait(false);
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
        finally
        {
            permit.GiveBack(verdict);
        }
    }

    private static ExecutorCall ToExecutorCall(
        ExecutionState state, WorkflowPlan plan, CallProvider call, ProviderSettings provider, PreparedCall prepared)
    {
        var step = plan.ById[call.NodeId].Executor!;
        return new ExecutorCall
        {
            CallKey = ExecutionMachine.CallKey(state.ExecutionId, call.NodeId),
            Provider = provider,
            NodeData = step.Data,
            Payload = prepared.Mapped ?? default,
            PayloadIsMapped = prepared.Mapped is not null,
            Context = prepared.Context,
            Timeout = step.Timeout,
        };
    }

    private static CallResult Refused(string code, string message) =>
        new() { Outcome = CallOutcome.Failed, Code = code, Message = message };
}
