using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Expressions;

internal enum ValueKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// <summary>
/// What an expression comes to. Numbers are kept as the text they came with; <see cref="Json"/> is set for lists and
/// objects alone, <see cref="Text"/> for the others.
/// </summary>
internal readonly record struct Value(ValueKind Kind, string Text, JsonElement Json)
{
    public static Value Null { get; } = new(ValueKind.Null, "null", default);

    /// <summary>About how long its text is.</summary>
    public int Length => IsContainer ? JsonText.Length(Json) : Text.Length;

    public bool IsContainer => Kind is ValueKind.List or ValueKind.Object;

    public static Value OfBoolean(bool value) => new(ValueKind.Boolean, value ? "true" : "false", default);

    public static Value OfNumber(string text) => new(ValueKind.Number, text, default);

    public static Value OfText(string text) => new(ValueKind.Text, text, default);

    /// <summary>As below, counting what of its text is read.</summary>
    public static Value Of(JsonElement element, WorkBudget work)
    {
        work.Charge(WorkBudget.PartBytes + (element.ValueKind is JsonValueKind.String or JsonValueKind.Number ? JsonText.Length(element) : 0));
        return Of(element);
    }

    public static Value Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => OfBoolean(true),
        JsonValueKind.False => OfBoolean(false),
        JsonValueKind.Number => OfNumber(element.GetRawText()),
        JsonValueKind.String => OfText(TolerantJson.TextOf(element)),
        JsonValueKind.Array => new Value(ValueKind.List, "", element),
        JsonValueKind.Object => new Value(ValueKind.Object, "", element),
        _ => Null,
    };

    /// <summary>Numbers, and texts that read as one.</summary>
    public bool TryGetNumber(out ExactNumber number)
    {
        number = default;
        return Kind is ValueKind.Number or ValueKind.Text && ExactNumber.TryParse(Text, out number);
    }

    public bool IsTrue => Kind switch
    {
        ValueKind.Null => false,
        ValueKind.Boolean => Text == "true",
        ValueKind.Number => !TryGetNumber(out var number) || !number.IsZero,
        ValueKind.Text => Text.Length > 0 && !Text.Equals("false", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    /// <summary>As it stands within a text: a text bare, everything else as JSON; null for <c>null</c>.</summary>
    public string? PlainText => Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Text or ValueKind.Boolean => Text,
        ValueKind.Number => NumberText.ToJson(Text),
        _ => Json.GetRawText(),
    };

    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case ValueKind.Text:
                writer.WriteStringValue(Text);
                break;
            case ValueKind.List or ValueKind.Object:
                JsonText.WriteRaw(writer, Json);
                break;
            default:
                writer.WriteRawValue(PlainText ?? "null", skipInputValidation: true);
                break;
        }
    }

    /// <summary>What the value is, for messages; the value itself may be nobody's business.</summary>
    public string Description => Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Boolean => "a boolean",
        ValueKind.Number => "a number",
        ValueKind.Text => "text",
        ValueKind.List => "a list",
        _ => "an object",
    };
}
