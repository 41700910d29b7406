using System.Text.Json;

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
/// A value that conditions compare. Numbers are kept as the text they came with; <see cref="Json"/> is set for lists and
/// objects alone, <see cref="Text"/> for the others.
/// </summary>
internal readonly record struct Value(ValueKind Kind, string Text, JsonElement Json)
{
    public static Value Null { get; } = new(ValueKind.Null, "null", default);

    public bool IsContainer => Kind is ValueKind.List or ValueKind.Object;

    public static Value OfBoolean(bool value) => new(ValueKind.Boolean, value ? "true" : "false", default);

    public static Value OfNumber(string text) => new(ValueKind.Number, text, default);

    public static Value OfText(string text) => new(ValueKind.Text, text, default);

    public static Value Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => OfBoolean(true),
        JsonValueKind.False => OfBoolean(false),
        JsonValueKind.Number => OfNumber(element.GetRawText()),
        JsonValueKind.String => OfText(JsonMembers.TextOf(element)),
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
