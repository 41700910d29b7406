using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>
/// What is asked of the calls of a definition that is stored or activated now, and not of one that version 0.1 took: that one
/// still compiles, as it was read then.
/// </summary>
internal static class CallRules
{
    public static IEnumerable<Finding> Check(WorkflowDefinition definition)
    {
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            var node = definition.Nodes[i];
            if (node.Type != NodeTypes.Executor || node.Data is not { ValueKind: JsonValueKind.Object } data)
            {
                continue;
            }

            var at = string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data");
            if (data.TryGetProperty("retry", out var retry) && retry.ValueKind is JsonValueKind.Object
                && retry.TryGetProperty("maxAttempts", out var attempts) && attempts.ValueKind is JsonValueKind.Number
                && attempts.TryGetDouble(out var number) && number % 1 != 0)
            {
                yield return new Finding(
                    "FLK-0302", $"Node '{node.Id}': retry.maxAttempts must be a whole number.", $"{at}.retry.maxAttempts", node.Id);
            }

            if (data.TryGetProperty("whenHeld", out var held) && held.ValueKind is not JsonValueKind.Null
                && !(held.ValueKind is JsonValueKind.String && (held.ValueEquals("wait") || held.ValueEquals("fail"))))
            {
                yield return new Finding("FLK-0302", $"Node '{node.Id}': whenHeld must be 'wait' or 'fail'.", $"{at}.whenHeld", node.Id);
            }
        }
    }
}
