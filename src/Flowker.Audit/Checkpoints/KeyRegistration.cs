using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Checkpoints;

/// <summary>
/// An entry of the chain that says which public key belongs to it. It is worth what the signature is worth that covers it: a key that is
/// trusted vouches for those that are registered up to where it signed.
/// </summary>
public sealed record KeyRegistration(long Sequence, VerificationKey Key)
{
    public const string EventType = "AUDIT_KEY_ADDED";

    /// <summary>Members of the entry's metadata: the id of the key, the key itself (SubjectPublicKeyInfo as Base64), and why it was added.</summary>
    public const string IdMember = "key.id";
    public const string KeyMember = "key.public_key";
    public const string ReasonMember = "reason";

    /// <summary>Null when the entry is something else, or its key cannot be read.</summary>
    public static KeyRegistration? Read(JsonElement entry)
    {
        try
        {
            return entry.Text("eventType") == EventType && entry.Text("resourceType") == "audit_trail"
                ? Read(entry.Integer("sequence"), entry.Member("metadata", JsonValueKind.Object))
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>As above, of an entry that is known to be one.</summary>
    public static KeyRegistration? Read(long sequence, string metadata)
    {
        try
        {
            return Read(sequence, UntrustedJson.Parse(metadata, CanonicalJson.Reading));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static KeyRegistration? Read(long sequence, JsonElement metadata)
    {
        var key = VerificationKey.FromInfo(metadata.Bytes(KeyMember));
        return metadata.Hash(IdMember) == key.Id ? new KeyRegistration(sequence, key) : null;
    }
}
