using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Expressions;

/// <summary>Follows a path from the scope; the message of a failure says which step led nowhere, and shows no values.</summary>
internal static class FieldReader
{
    public static bool TryRead(FieldPath path, JsonScope scope, out Value value, out string error)
    {
        value = Value.Null;
        if (!scope.TryGetValue(path.Root, out var element) || element.ValueKind is JsonValueKind.Undefined)
        {
            var hint = path.Steps.Length == 1 ? "; a text stands in quotes" : "";
            error = $"column {path.Column}: field {path.Text} not found: there is no value named \"{path.Root}\"{hint}";
            return false;
        }

        for (var i = 1; i < path.Steps.Length; i++)
        {
            var step = path.Steps[i];
            if (!TryStep(element, step, out var next))
            {
                var parent = Value.Of(element).Description;
                error = $"column {path.Column}: field {path.Text} not found: {path.Before(i)} is {parent} without {step}";
                return false;
            }

            element = next;
        }

        value = Value.Of(element);
        error = "";
        return true;
    }

    private static bool TryStep(JsonElement parent, PathStep step, out JsonElement value)
    {
        value = default;
        if (step.Name is not null)
        {
            return parent.ValueKind is JsonValueKind.Object && JsonMembers.TryGet(parent, step.Name, out value);
        }

        if (parent.ValueKind is not JsonValueKind.Array || step.Index >= parent.GetArrayLength())
        {
            return false;
        }

        value = parent[step.Index];
        return true;
    }
}
