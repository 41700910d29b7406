using System.Text.Json;
using Flowker.Audit;
using Flowker.Audit.Checkpoints;
using Flowker.Engine.Json;
using Flowker.Grains.Secrets;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Keys;

/// <summary>
/// A signing key as it lies in the database. <see cref="Succeeds"/> is sealed with it: the key that was lost when this one was made, so
/// that nobody who can only write the database can make it sign behind a key of his own.
/// </summary>
internal sealed record SealedKey(SigningKey Key, Sha256? Succeeds)
{
    public SealedAuditKey Seal(int number, SecretBox box)
    {
        var clear = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string?> { ["key"] = Key.ExportPem(), ["succeeds"] = Succeeds?.ToString() });
        return new SealedAuditKey(number, Key.PublicKey.Id.ToString(), box.Seal(Owner(number), clear));
    }

    /// <summary>Null when it was sealed with a key that is gone, or is damaged.</summary>
    public static SealedKey? Open(SealedAuditKey row, SecretBox box)
    {
        // Nothing that lies there in clear is ours.
        if (row.Sealed is [(byte)'{', ..] || !box.TryOpen(Owner(row.Number), row.Sealed, out var clear) || !JsonText.TryParse(clear, out var json))
        {
            return null;
        }

        try
        {
            return new SealedKey(
                SigningKey.FromPem(json.GetProperty("key").GetString()!),
                Sha256.TryParse(json.GetProperty("succeeds").GetString(), out var succeeds) ? succeeds : null);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Owner(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"audit-signing-key:{number}");
}
