using System.Text;
using System.Text.Json;

namespace Flowker.Executors.Http;

/// <summary>
/// Where a provider wants the key by which it can recognise a repeat: a header, a top-level member of the JSON body, or
/// both. Source: <c>spec/decisions.md</c>, "Provider calls".
/// </summary>
internal sealed record IdempotencyPlacement(string? Header, string? BodyField)
{
    private const string DefaultHeader = "Idempotency-Key";

    public static IdempotencyPlacement Read(JsonElement config)
    {
        var settings = Member.Object(config, "idempotency") ?? default;
        var header = Member.Text(settings, "header") is { Length: > 0 } name ? name : null;
        var bodyField = Member.Text(settings, "bodyField") is { Length: > 0 } field ? field : null;
        return new IdempotencyPlacement(header ?? (bodyField is null ? DefaultHeader : null), bodyField);
    }

    /// <summary>
    /// The key as a header may hold it. Node ids may hold any text: what is not visible ASCII is percent-encoded, and the
    /// percent sign with it, so that different keys stay different.
    /// </summary>
    public static string HeaderValue(string callKey)
    {
        if (callKey.All(c => c is > ' ' and <= '~' and not '%'))
        {
            return callKey;
        }

        var encoded = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(callKey))
        {
            _ = b is > (byte)' ' and <= (byte)'~' and not (byte)'%' ? encoded.Append((char)b) : encoded.Append($"%{b:X2}");
        }

        return encoded.ToString();
    }
}
