using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Executions;

/// <summary>What an execution gave. Source: <c>spec/reference-engine.md</c>, 1.14.</summary>
public static class FinalOutput
{
    /// <summary>The object that <c>set_output</c> set, or else the input and all that nodes put into the context; null unless it completed.</summary>
    public static JsonElement? Of(ExecutionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Status is not ExecutionStatus.Completed)
        {
            return null;
        }

        if (state.OutputNodeId is { } setter)
        {
            return state.Nodes.GetValueOrDefault(setter)?.Output is { } data && data.TryGetProperty("output", out var output)
                ? output
                : null;
        }

        // Only executors make attempts; with some actions, they are what writes into the context.
        var outputs = state.Nodes.Values
            .Where(n => n is { Output: not null } and ({ Attempt: > 0 } or { InContext: true }))
            .OrderBy(n => n.Step)
            .Select(n => KeyValuePair.Create(n.NodeId, n.Output!.Value));
        return new JsonScope(outputs.Prepend(KeyValuePair.Create("workflow", state.Input))).ToElement();
    }
}
