using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Flowker.Engine.Webhooks;

/// <summary>
/// The signature that a sender puts on each message, by the Standard Webhooks scheme: HMAC-SHA256 over
/// <c>{id}.{timestamp}.{body}</c>, as <c>v1,{base64}</c>. <see cref="Secret"/> is <c>whsec_{base64}</c>, or any other text
/// whose UTF-8 bytes are the key. Times within <see cref="ToleranceSeconds"/> of now are taken.
/// </summary>
public sealed record WebhookSignature(string Secret, string Header, int ToleranceSeconds)
{
    /// <summary>Other secrets that sign as well, while they are exchanged; null without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? MoreSecrets { get; init; }

    /// <summary>Bytes that a secret has at least.</summary>
    public const int LeastSecret = 24;

    /// <summary>Secrets that may sign at one time.</summary>
    public const int MostSecrets = 10;

    public const string DefaultHeader = "webhook-signature";
    public const int DefaultToleranceSeconds = 300;

    private const string SecretPrefix = "whsec_";
    private const string Suffix = "-signature";

    /// <summary>The header that names the message; a sender repeats it when it repeats the message.</summary>
    public string IdHeader => Prefix + "-id";

    /// <summary>The header with the sender's time, in seconds since 1970.</summary>
    public string TimestampHeader => Prefix + "-timestamp";

    // Senders that use another prefix use it for all three: svix-signature, svix-id, svix-timestamp.
    private string Prefix => Header.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? Header[..^Suffix.Length] : "webhook";

    /// <summary>False for a <c>whsec_</c> secret whose rest is no base64, and for one that is short enough to be guessed.</summary>
    public static bool IsUsable(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return Key(secret) is { Length: >= LeastSecret };
    }

    /// <summary>Whether one of the signatures is the message's, and its time is near <paramref name="now"/>.</summary>
    public bool Verify(string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(signatures);
        if (id.Length == 0
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > ToleranceSeconds)
        {
            return false;
        }

        var given = Given(signatures);
        var fits = false;
        // All are compared, so that the time tells nothing of which one fits.
        foreach (var secret in (string[])[Secret, .. MoreSecrets ?? []])
        {
            if (Key(secret) is not { Length: > 0 } key)
            {
                continue;
            }

            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
            hash.AppendData(body);
            var expected = hash.GetHashAndReset();
            fits = given.Aggregate(fits, (before, one) => before | CryptographicOperations.FixedTimeEquals(one, expected));
        }

        return fits;
    }

    // A list with spaces between; whoever joins two headers on the way puts a comma there.
    private static List<byte[]> Given(string signatures)
    {
        var parts = signatures.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return [.. parts.Skip(1).Where((_, i) => parts[i] == "v1").Select(p => Decode(p) ?? [])];
    }

    private static byte[]? Key(string secret) =>
        secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? Decode(secret[SecretPrefix.Length..]) : Encoding.UTF8.GetBytes(secret);

    private static byte[]? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
