using System.Text;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;

namespace Flowker.Engine.Executions;

/// <summary>
/// A provider's answer as it is kept and shown for an attempt: at most <see cref="MaxBytes"/>, nothing in it under a name
/// that sounds like a secret.
/// </summary>
public static class AttemptResponse
{
    /// <summary>Of the JSON text, about.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Of how many failed attempts at a node the answers are kept; of later ones only their summaries.</summary>
    public const int MaxKept = 10;

    /// <summary>What the journal keeps of the answer to a failed attempt that is followed by another one.</summary>
    public static JsonElement? Kept(int attempt, JsonElement? envelope) => attempt <= MaxKept ? Of(envelope) : null;

    /// <summary>
    /// An envelope (<see cref="CallResult.Response"/>) masked; when it is too large its body becomes the beginning of its
    /// text, and <c>truncated</c> is <c>true</c>. Null for what is no envelope.
    /// </summary>
    public static JsonElement? Of(JsonElement? envelope)
    {
        if (envelope is not { ValueKind: JsonValueKind.Object } answer)
        {
            return null;
        }

        var masked = SecretMask.Apply(answer);
        var whole = Write(masked, int.MaxValue);
        return Encoding.UTF8.GetByteCount(whole.GetRawText()) <= MaxBytes ? whole : Write(masked, MaxBytes);
    }

    private static JsonElement Write(JsonElement masked, int left) => JsonObjects.Write(writer =>
    {
        var whole = left == int.MaxValue;
        foreach (var member in masked.EnumerateObject().Where(m => whole || !m.NameEquals("body")))
        {
            var value = member.NameEquals("url") ? WithoutQuery(member.Value) : member.Value.GetRawText();
            var size = Encoding.UTF8.GetByteCount(value) + member.Name.Length;
            if (size <= left / 2)
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(value, skipInputValidation: true);
                left -= size;
            }
        }

        if (!whole && masked.TryGetProperty("body", out var body))
        {
            writer.WriteString("body", Beginning(body.ValueKind is JsonValueKind.String && JsonStrings.TryGet(body, out var text) ? text : body.GetRawText(), left));
        }

        if (!whole)
        {
            writer.WriteBoolean("truncated", true);
        }
    });

    // A query may hold credentials that the workflow's author put there.
    private static string WithoutQuery(JsonElement url)
    {
        var raw = url.GetRawText();
        var query = raw.IndexOf('?', StringComparison.Ordinal);
        return query < 0 || url.ValueKind is not JsonValueKind.String ? raw : raw[..query] + '"';
    }

    private static string Beginning(string text, int bytes)
    {
        var taken = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes -= rune.Utf8SequenceLength) < 0)
            {
                break;
            }

            taken.Append(rune.ToString());
        }

        return taken.ToString();
    }
}
