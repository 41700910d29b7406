using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>
/// Hides the secrets of a configuration: whatever stands under a name that sounds like one, or is marked <c>writeOnly</c>
/// by the provider's schema, becomes <see cref="Masked"/>, at any depth.
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

    public static JsonElement Apply(JsonElement config) => Apply(config, SecretMembers.None);

    /// <summary>The same, with what the schema marks.</summary>
    public static JsonElement Apply(JsonElement config, SecretMembers marked)
    {
        ArgumentNullException.ThrowIfNull(marked);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            Write(writer, config, marked);
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }

    /// <summary>Whether a value under this name is taken for a secret, by the name alone.</summary>
    public static bool SoundsSecret(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IsSecret(NameWords.Of(name));
    }

    /// <summary>What was sent, each mask in it replaced by what <paramref name="stored"/> has in the same place.</summary>
    public static RestoredSecrets Restore(JsonElement sent, JsonElement stored)
    {
        List<string> kept = [];
        List<string> unknown = [];
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            Restore(writer, sent, stored, "", kept, unknown);
        }

        return new RestoredSecrets(JsonText.Parse(buffer.WrittenMemory), kept, unknown);
    }

    private static void Restore(
        Utf8JsonWriter writer, JsonElement sent, JsonElement? stored, string at, List<string> kept, List<string> unknown)
    {
        switch (sent.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var known = Members(stored);
                foreach (var member in sent.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out _)))
                {
                    writer.WritePropertyName(member.Name);
                    var before = known.TryGetValue(member.Name, out var value) ? value : (JsonElement?)null;
                    Restore(writer, member.Value, before, $"{at}.{member.Name}", kept, unknown);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var (item, i) in sent.EnumerateArray().Select((item, i) => (item, i)))
                {
                    var before = stored is { ValueKind: JsonValueKind.Array } a && i < a.GetArrayLength() ? a[i] : (JsonElement?)null;
                    Restore(writer, item, before, $"{at}[{i}]", kept, unknown);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when JsonStrings.TryGet(sent, out var text) && text == Masked:
                (stored is null ? unknown : kept).Add(at);
                writer.WriteRawValue((stored ?? sent).GetRawText(), skipInputValidation: true);
                break;
            default:
                writer.WriteRawValue(sent.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    // Of a member that comes twice the last one counts. Names that are no valid Unicode cannot be asked for.
    private static Dictionary<string, JsonElement> Members(JsonElement? stored)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in stored is { ValueKind: JsonValueKind.Object } holder ? holder.EnumerateObject() : default)
        {
            if (JsonStrings.TryGetName(member, out var name))
            {
                members[name] = member.Value;
            }
        }

        return members;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, SecretMembers marked)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out _)))
                {
                    writer.WritePropertyName(member.Name);
                    var below = marked.Member(member.Name);
                    if (below.IsSecret || IsSecret(member.Name, member.Value))
                    {
                        writer.WriteStringValue(Masked);
                    }
                    else
                    {
                        Write(writer, member.Value, below);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var each = marked.Item();
                foreach (var item in value.EnumerateArray())
                {
                    if (each.IsSecret)
                    {
                        writer.WriteStringValue(Masked);
                    }
                    else
                    {
                        Write(writer, item, each);
                    }
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
        var words = NameWords.Of(name);
        return !(value.ValueKind is JsonValueKind.Object && Containers.Contains(words)) && IsSecret(words);
    }

    private static bool IsSecret(string words)
    {
        if (words is "auth" or "authentication")
        {
            return true;
        }

        var joined = words.Replace("_", "", StringComparison.Ordinal);
        return joined is not ("headername" or "queryparamname" or "tokenendpointauthmethod" or "tokenurl" or "userefreshtoken" or "idempotencykey")
            && (words.Split('_').Any(ShortWords.Contains) || LongWords.Any(w => joined.Contains(w, StringComparison.Ordinal)));
    }
}

/// <summary>
/// What was sent with its secrets put back. Places are such as <c>.auth.config.key</c>: <see cref="Kept"/> those whose mask
/// stands for what is stored, <see cref="Unknown"/> those whose mask stands for nothing.
/// </summary>
public sealed record RestoredSecrets(JsonElement Config, IReadOnlyList<string> Kept, IReadOnlyList<string> Unknown);
