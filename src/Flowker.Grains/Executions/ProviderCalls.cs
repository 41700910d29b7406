using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Executors;
using Flowker.Storage;

namespace Flowker.Grains.Executions;

/// <summary>Makes the provider calls that the machine asks for. One per silo, so that it can bound what is in flight.</summary>
internal sealed class ProviderCalls(
    ProviderSettingsCache providers, ExecutorRegistry executors, ILogger<ProviderCalls> logger) : IDisposable
{
    private const int MaxInFlight = 2_048;

    private readonly SemaphoreSlim _slots = new(MaxInFlight);

    /// <summary>Throws only when <paramref name="stopping"/> is cancelled; then the outcome of the attempt is unknown.</summary>
    public async Task<CallResult> MakeAsync(ExecutionState state, WorkflowPlan plan, CallProvider call, CancellationToken stopping)
    {
        await _slots.WaitAsync(stopping);
        try
        {
            var (prepared, failure) = ExecutionMachine.Prepare(state, plan, call.NodeId);
            return failure ?? await SendAsync(state, plan.ById[call.NodeId].Executor!, call, prepared!, stopping);
        }
        catch (StorageUnavailableException)
        {
            // Nothing was sent. The attempt's own commit waits for the storage, so that an outage uses up no attempts.
            return new CallResult { Outcome = CallOutcome.Failed, Transient = true, Message = "the provider configuration could not be read" };
        }
        catch (Exception unexpected) when (!stopping.IsCancellationRequested)
        {
            Log.ExecutorThrew(logger, unexpected, state.ExecutionId);
            return new CallResult { Outcome = CallOutcome.Unknown, Message = "the executor failed in an unexpected way" };
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<CallResult> SendAsync(
        ExecutionState state, ExecutorStep step, CallProvider call, PreparedCall prepared, CancellationToken stopping)
    {
        if (!executors.TryGet(step.ExecutorId, out var executor))
        {
            return Refused("FLK-0220", $"no executor '{step.ExecutorId}' is installed");
        }

        if (await providers.GetAsync(step.ProviderConfigId) is not { } provider)
        {
            return Refused("FLK-0150", $"provider configuration {step.ProviderConfigId} does not exist or is not active");
        }

        return await executor.CallAsync(
            new ExecutorCall
            {
                CallKey = ExecutionMachine.CallKey(state.ExecutionId, call.NodeId),
                Provider = provider,
                NodeData = step.Data,
                Payload = prepared.Mapped ?? default,
                PayloadIsMapped = prepared.Mapped is not null,
                Context = prepared.Context,
                Timeout = step.Timeout,
            },
            stopping);
    }

    private static CallResult Refused(string code, string message) =>
        new() { Outcome = CallOutcome.Failed, Code = code, Message = message };
}
