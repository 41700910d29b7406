using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

/// <summary>Which outgoing edges of a node that has ended are taken. Source: <c>spec/decisions.md</c>, "Edge <c>condition</c>".</summary>
internal static class Routing
{
    private const string ErrorHandle = "error";

    public static (ImmutableArray<int> Taken, string? Error) AfterSuccess(
        ExecutionState state, WorkflowPlan plan, PlanNode node, JsonElement? output, bool? branch = null) =>
        Decide(state, plan, node, output, edge => branch switch
        {
            true => edge.Handle == "true",
            false => edge.Handle == "false",
            null => node.Kind is not NodeKind.Executor || edge.Handle != ErrorHandle,
        });

    public static (ImmutableArray<int> Taken, string? Error) AfterFailure(
        ExecutionState state, WorkflowPlan plan, PlanNode node, JsonElement? output) =>
        Decide(state, plan, node, output, edge => node.Kind is NodeKind.Executor && edge.Handle == ErrorHandle);

    private static (ImmutableArray<int> Taken, string? Error) Decide(
        ExecutionState state, WorkflowPlan plan, PlanNode node, JsonElement? output, Func<PlanEdge, bool> handleFits)
    {
        var taken = ImmutableArray.CreateBuilder<int>(node.Outgoing.Length);
        Json.JsonScope? scope = null;
        foreach (var edge in node.Outgoing.Where(handleFits))
        {
            if (edge.Condition is { } condition)
            {
                var result = condition.Evaluate(scope ??= NodeContext.After(state, plan, node, output));
                if (result.Failed)
                {
                    return ([], $"node \"{node.Id}\": the condition of edge \"{edge.Id}\" has no value: {result.Error}");
                }

                if (!result.Value)
                {
                    continue;
                }
            }

            taken.Add(edge.Index);
        }

        return (taken.ToImmutable(), null);
    }
}
