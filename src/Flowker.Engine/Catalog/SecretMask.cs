using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>
/// Hides the secrets of a configuration: whatever stands under a name that sounds like one becomes
/// <see cref="Masked"/>, at any depth. Source: <c>spec/decisions.md</c>, "Secrets"; <c>spec/reference-api.md</c>, Appendix C.
/// </summary>
public static class SecretMask
{
    public const string Masked = "********";

    // Containers of credentials whose members are judged one by one, so that types and user names stay readable.
    private static readonly FrozenSet<string> Containers = new[] { "auth", "authentication", "config", "headers" }.ToFrozenSet();

    private static readonly FrozenSet<string> ShortWords = new[]
    {
        "key", "pin", "otp", "cvv", "cvc", "ssn", "pan", "jwt", "pwd", "sig",
    }.ToFrozenSet();

    private static readonly string[] LongWords =
    [
        "password", "passwd", "passphrase", "token", "secret", "authorization", "credential", "apikey", "bearer", "session",
        "cookie", "privatekey", "cardnumber", "accountnumber", "certificate", "connectionstring", "signature", "clientid",
    ];

    public static JsonElement Apply(JsonElement config)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            Write(writer, config);
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }

    /// <summary>
    /// What was sent, each mask in it replaced by what <paramref name="stored"/> has in the same place; masks that stand for
    /// nothing are named by their place, as <c>.auth.config.key</c>.
    /// </summary>
    public static (JsonElement Restored, IReadOnlyList<string> Unknown) Restore(JsonElement sent, JsonElement stored)
    {
        List<string> unknown = [];
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            Restore(writer, sent, stored, "", unknown);
        }

        return (JsonText.Parse(buffer.WrittenMemory), unknown);
    }

    private static void Restore(Utf8JsonWriter writer, JsonElement sent, JsonElement? stored, string at, List<string> unknown)
    {
        switch (sent.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in sent.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    var before = stored is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(member.Name, out var m) ? m : (JsonElement?)null;
                    Restore(writer, member.Value, before, $"{at}.{member.Name}", unknown);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var (item, i) in sent.EnumerateArray().Select((item, i) => (item, i)))
                {
                    var before = stored is { ValueKind: JsonValueKind.Array } a && i < a.GetArrayLength() ? a[i] : (JsonElement?)null;
                    Restore(writer, item, before, $"{at}[{i}]", unknown);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when sent.ValueEquals(Masked):
                if (stored is null)
                {
                    unknown.Add(at);
                }

                writer.WriteRawValue((stored ?? sent).GetRawText(), skipInputValidation: true);
                break;
            default:
                writer.WriteRawValue(sent.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out _)))
                {
                    writer.WritePropertyName(member.Name);
                    if (IsSecret(member.Name, member.Value))
                    {
                        writer.WriteStringValue(Masked);
                    }
                    else
                    {
                        Write(writer, member.Value);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static bool IsSecret(string name, JsonElement value)
    {
        var words = Words(name);
        if (value.ValueKind is JsonValueKind.Object && Containers.Contains(words))
        {
            return false;
        }

        if (words is "auth" or "authentication")
        {
            return true;
        }

        var joined = words.Replace("_", "", StringComparison.Ordinal);
        return joined is not ("headername" or "queryparamname" or "tokenendpointauthmethod" or "tokenurl" or "userefreshtoken" or "idempotencykey")
            && (words.Split('_').Any(ShortWords.Contains) || LongWords.Any(w => joined.Contains(w, StringComparison.Ordinal)));
    }

    // snake_case of any spelling: apiKey, API-Key and api key are all api_key.
    private static string Words(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]))
            {
                words.Append('_');
                continue;
            }

            if (char.IsUpper(name[i]) && i > 0 && char.IsLower(name[i - 1]))
            {
                words.Append('_');
            }

            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }
}
