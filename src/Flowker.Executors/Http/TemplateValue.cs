using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Executors.Http;

/// <summary>Values of the node's data with their <c>${…}</c> filled in.</summary>
internal static class TemplateValue
{
    /// <summary>Null when the value is one placeholder with nothing at its path. <paramref name="where"/> is for the message.</summary>
    public static JsonElement? Render(JsonElement literal, JsonScope scope, string where)
    {
        var template = Template.TryParse(literal, out var error)
            ?? throw new CallRefusedException($"The node's {where} holds a faulty placeholder: {error}");
        var result = template.Render(scope);
        return result.Failed ? throw new CallRefusedException($"The node's {where} cannot be filled in: {result.Error}")
            : result.Value.ValueKind is JsonValueKind.Undefined ? null
            : result.Value;
    }

    /// <summary>As <see cref="Render"/>, for places that hold text: null also for JSON null; objects and arrays are refused.</summary>
    public static string? RenderText(JsonElement literal, JsonScope scope, string where) =>
        Render(literal, scope, where) is { } value ? AsText(value, where) : null;

    /// <summary>A number's text is the one it came with.</summary>
    public static string? AsText(JsonElement value, string where)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => throw new CallRefusedException($"The node's {where} must be a text, a number or a boolean, not an object or a list."),
            };
        }
        catch (InvalidOperationException)
        {
            throw new CallRefusedException($"The node's {where} is not valid Unicode.");
        }
    }
}
