using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>
/// What a stored retry policy must not have, beside what the plan itself refuses: FLK-0302. The plan is compiled of definitions
/// that were pinned before, and goes on cutting off fractions in those.
/// </summary>
internal static class RetryRules
{
    public static IEnumerable<Finding> Check(WorkflowDefinition definition)
    {
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (definition.Nodes[i] is { Type: NodeTypes.Executor, Data: { ValueKind: JsonValueKind.Object } data } node
                && data.TryGetProperty("retry", out var retry)
                && retry.ValueKind is JsonValueKind.Object
                && retry.TryGetProperty("maxAttempts", out var attempts)
                && attempts.ValueKind is JsonValueKind.Number
                && attempts.TryGetDouble(out var number)
                && number is >= 1 and <= 100
                && number != Math.Floor(number))
            {
                yield return new Finding(
                    "FLK-0302",
                    $"Node '{node.Id}': retry.maxAttempts must be a whole number from 1 to 100.",
                    string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data.retry.maxAttempts"),
                    node.Id);
            }
        }
    }
}
