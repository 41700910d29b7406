using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>A part of a template; writing one gives false when there is nothing to write, or an error.</summary>
internal abstract record TemplateNode
{
    public abstract bool TryWrite(Utf8JsonWriter writer, JsonScope scope, out string? error);

    /// <exception cref="MappingException">A placeholder is faulty, or a text is no valid Unicode.</exception>
    public static TemplateNode Parse(JsonElement value)
    {
        TemplateNode node = value.ValueKind switch
        {
            JsonValueKind.Object => new TemplateObject([.. value.EnumerateObject().Select(m => (NameOf(m), Parse(m.Value)))]),
            JsonValueKind.Array => new TemplateList([.. value.EnumerateArray().Select(Parse)]),
            JsonValueKind.String => ParseText(value),
            _ => new TemplateLiteral(value),
        };
        // What holds no placeholder is written as it came, in one piece.
        return node.IsLiteral ? new TemplateLiteral(value) : node;
    }

    protected abstract bool IsLiteral { get; }

    private static string NameOf(JsonProperty member) => JsonStrings.TryGetName(member, out var name)
        ? name
        : throw new MappingException("a name is not valid Unicode");

    private static TemplateNode ParseText(JsonElement value)
    {
        if (!JsonStrings.TryGet(value, out var text))
        {
            throw new MappingException("a text is not valid Unicode");
        }

        return text.Contains("${", StringComparison.Ordinal)
            ? new TemplateString(TemplateText.TryParse(text, out var error) ?? throw new MappingException(error!))
            : new TemplateLiteral(value);
    }

    private sealed record TemplateLiteral(JsonElement Value) : TemplateNode
    {
        protected override bool IsLiteral => true;

        public override bool TryWrite(Utf8JsonWriter writer, JsonScope scope, out string? error)
        {
            error = null;
            Template.Bound(writer, JsonText.Length(Value));
            JsonText.WriteRaw(writer, Value);
            return true;
        }
    }

    private sealed record TemplateString(TemplateText Text) : TemplateNode
    {
        protected override bool IsLiteral => false;

        public override bool TryWrite(Utf8JsonWriter writer, JsonScope scope, out string? error) => Text.TryWrite(writer, scope, out error);
    }

    private sealed record TemplateList(ImmutableArray<TemplateNode> Items) : TemplateNode
    {
        protected override bool IsLiteral => Items.All(i => i.IsLiteral);

        public override bool TryWrite(Utf8JsonWriter writer, JsonScope scope, out string? error)
        {
            error = null;
            writer.WriteStartArray();
            foreach (var item in Items)
            {
                // Left out, it would move those behind it.
                if (!item.TryWrite(writer, scope, out error))
                {
                    if (error is not null)
                    {
                        return false;
                    }

                    writer.WriteNullValue();
                }
            }

            writer.WriteEndArray();
            return true;
        }
    }

    private sealed record TemplateObject(ImmutableArray<(string Name, TemplateNode Value)> Members) : TemplateNode
    {
        protected override bool IsLiteral => Members.All(m => m.Value.IsLiteral);

        public override bool TryWrite(Utf8JsonWriter writer, JsonScope scope, out string? error)
        {
            error = null;
            writer.WriteStartObject();
            foreach (var (name, value) in Members)
            {
                if (value is TemplateString { Text: var text } && text.IsMissing(scope))
                {
                    continue;
                }

                writer.WritePropertyName(name);
                if (!value.TryWrite(writer, scope, out error))
                {
                    return false;
                }
            }

            writer.WriteEndObject();
            return true;
        }
    }
}
