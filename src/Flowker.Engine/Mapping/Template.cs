using System.Buffers;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>
/// A JSON value whose texts may hold <c>${path}</c>, parsed once. A text that is one <c>${path}</c> alone becomes the value
/// there, of whatever kind (left out of its object when there is none); within longer text the value's text is put in.
/// <c>$${</c> writes <c>${</c>. Immutable and safe to share between threads.
/// </summary>
public sealed class Template
{
    private const int MaxBytes = 8 * 1024 * 1024;

    private readonly Dictionary<string, TemplateText> _texts;
    private readonly JsonElement _literal;

    private Template(JsonElement literal, Dictionary<string, TemplateText> texts) => (_literal, _texts) = (literal, texts);

    /// <summary>Null when a placeholder is faulty; then <paramref name="error"/> says which and why.</summary>
    public static Template? TryParse(JsonElement literal, out string? error)
    {
        var texts = new Dictionary<string, TemplateText>(StringComparer.Ordinal);
        return Collect(literal, texts, out error) ? new Template(literal, texts) : null;
    }

    /// <summary>Never throws. Numbers keep the text of their source.</summary>
    public TransformResult Render(JsonScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
            {
                var written = Write(writer, _literal, scope, out var error);
                if (error is not null)
                {
                    return new TransformResult(default, error);
                }

                if (!written)
                {
                    writer.WriteNullValue();
                }
            }

            return buffer.WrittenCount > MaxBytes
                ? new TransformResult(default, $"the result is larger than {MaxBytes} bytes")
                : new TransformResult(JsonText.Parse(buffer.WrittenMemory), null);
        }
        catch (Exception failure) when (failure is InvalidOperationException or JsonException or ArgumentException)
        {
            return new TransformResult(default, "the result would be no valid JSON, or nest too deeply");
        }
    }

    private static bool Collect(JsonElement value, Dictionary<string, TemplateText> texts, out string? error)
    {
        error = null;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (!Collect(member.Value, texts, out error))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (!Collect(item, texts, out error))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.String:
                if (!JsonStrings.TryGet(value, out var text))
                {
                    error = "a text is not valid Unicode";
                    return false;
                }

                if (TemplateText.TryParse(text, out error) is not { } parsed)
                {
                    return false;
                }

                texts[text] = parsed;
                return true;
            default:
                return true;
        }
    }

    // False when the value is one placeholder whose path leads nowhere, and nothing was written.
    private bool Write(Utf8JsonWriter writer, JsonElement value, JsonScope scope, out string? error)
    {
        error = null;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return WriteObject(writer, value, scope, out error);
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    if (!Write(writer, item, scope, out error) && error is null)
                    {
                        writer.WriteNullValue();
                    }

                    if (error is not null)
                    {
                        return false;
                    }
                }

                writer.WriteEndArray();
                return true;
            case JsonValueKind.String:
                return WriteText(writer, _texts[value.GetString()!], scope, out error);
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                return true;
        }
    }

    private bool WriteObject(Utf8JsonWriter writer, JsonElement value, JsonScope scope, out string? error)
    {
        error = null;
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind is JsonValueKind.String
                && _texts[member.Value.GetString()!].Whole is { } path
                && (PathReader.Read(scope, path, out error) is null || error is not null))
            {
                if (error is not null)
                {
                    return false;
                }

                continue;
            }

            writer.WritePropertyName(member.Name);
            Write(writer, member.Value, scope, out error);
            if (error is not null)
            {
                return false;
            }
        }

        writer.WriteEndObject();
        return true;
    }

    private static bool WriteText(Utf8JsonWriter writer, TemplateText text, JsonScope scope, out string? error)
    {
        if (text.Whole is { } path)
        {
            if (PathReader.Read(scope, path, out error) is not { } value)
            {
                return false;
            }

            writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
            return true;
        }

        if (text.Render(scope, out error) is not { } rendered)
        {
            return false;
        }

        writer.WriteStringValue(rendered);
        return true;
    }
}
