using System.Diagnostics;
using Flowker.Engine.Executions;

namespace Flowker.Grains.Telemetry;

/// <summary>
/// The spans of executions, from the source <c>Flowker</c>. Every span of an execution is in the trace of its start request,
/// whichever silo makes it, since the start's context is kept with the execution. While nobody listens none is made.
/// </summary>
internal static class ExecutionTraces
{
    private static readonly ActivitySource Source = new("Flowker");

    /// <summary>The W3C <c>traceparent</c> of the request under way; null when it is in no trace.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } request ? request.Id : null;

    /// <summary>From where a silo begins to drive the execution until it ends or goes on elsewhere.</summary>
    public static Activity? Drive(ExecutionState state, bool resumed)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // What is stored may be damaged; then the span begins a trace of its own.
        ActivityContext.TryParse(state.TraceParent, traceState: null, isRemote: true, out var start);
        return Of(Source.StartActivity("execution", ActivityKind.Internal, start), state)?.SetTag("execution.resumed", resumed);
    }

    /// <summary>One attempt at a provider call; a child of the span that drives.</summary>
    public static Activity? Attempt(ExecutionState state, CallProvider call) =>
        Of(Source.StartActivity("node attempt"), state)?.SetTag("node.id", call.NodeId).SetTag("node.attempt", call.Attempt);

    public static void Came(this Activity? attempt, CallResult result)
    {
        attempt?.SetTag("node.outcome", CallDurations.NameOf(result.Outcome));
        if (result.Outcome is not CallOutcome.Success)
        {
            attempt?.SetStatus(ActivityStatusCode.Error, result.Message);
        }
    }

    public static void Ended(this Activity? drive, ExecutionState state)
    {
        if (drive is not null && state is { Status: ExecutionStatus.Failed, Failure: { } failure })
        {
            drive.SetTag("error.code", failure.Code).SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }

    private static Activity? Of(Activity? span, ExecutionState state) =>
        span?.SetTag("execution.id", state.ExecutionId.ToString()).SetTag("workflow.id", state.WorkflowId.ToString());
}
