using System.Text.Json;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Client;

/// <summary>Executions, by grain calls alone. Each call answers with a value or with the fault that REST would answer with.</summary>
internal sealed class Executions(IGrainFactory grains)
{
    private static readonly Caller Self = new() { Type = "system", Id = "flowker-client", IpAddress = "127.0.0.1" };

    private IExecutionQueryGrain Query => grains.GetGrain<IExecutionQueryGrain>(0);

    /// <summary>Starts one execution for the key. The same key and input again give the same execution, whatever failed in between.</summary>
    public Task<Reply<StartedExecution>> StartAsync(Guid workflow, string key, JsonElement input) =>
        grains.GetGrain<IIdempotencyGrain>(IdempotencyKey.ToGrainKey(Tenants.Default, key)).StartAsync(new StartExecution
        {
            WorkflowId = workflow,
            InputData = Json.FromElement(input),
            Fingerprint = RequestFingerprint.Compute(workflow, input),
            Caller = Self,
        });

    /// <summary>Asks until the execution has ended.</summary>
    public async Task<Reply<ExecutionResults>> WaitAsync(Guid execution, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = TimeSpan.FromMilliseconds(Math.Min(1_000, pause.TotalMilliseconds * 2)))
        {
            var results = await Query.GetResultsAsync(execution);
            if (results.Ok || results.Fault.Code is not "FLK-0502")
            {
                return results;
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <summary>The newest executions of a workflow.</summary>
    public Task<Reply<Page<ExecutionView>>> ListAsync(Guid workflow, int limit) => Query.ListAsync(new ExecutionListRequest
    {
        WorkflowId = workflow,
        Limit = limit,
        SortBy = "startedAt",
        Ascending = false,
    });
}
