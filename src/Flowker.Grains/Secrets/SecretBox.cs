using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Flowker.Grains.Secrets;

/// <summary>
/// Encrypts what must not be readable in the database. What is sealed for one owner opens for no other, so that rows
/// cannot be swapped. Keys and their rotation: <c>docs/security.md</c>.
/// </summary>
internal sealed class SecretBox(SecretKeyRing keys, ILogger<SecretBox> logger)
{
    private const string Purpose = "flowker.secrets.v1";

    public byte[] Seal(string owner, byte[] clear) => keys.Current.CreateProtector(Purpose, owner).Protect(clear);

    /// <summary>False when it was sealed with a key that is gone, for another owner, or is damaged.</summary>
    public bool TryOpen(string owner, ReadOnlyMemory<byte> box, [NotNullWhen(true)] out byte[]? clear)
    {
        // A JSON object in clear was stored before there was encryption; it is sealed with its next change.
        if (box.Span is [(byte)'{', ..])
        {
            clear = box.ToArray();
            return true;
        }

        var ring = keys.Current;
        if (TryOpen(ring, owner, box, out clear) || (keys.Renew(ring) is { } renewed && TryOpen(renewed, owner, box, out clear)))
        {
            return true;
        }

        Log.SecretUnreadable(logger, owner);
        return false;
    }

    private static bool TryOpen(IDataProtectionProvider ring, string owner, ReadOnlyMemory<byte> box, [NotNullWhen(true)] out byte[]? clear)
    {
        try
        {
            clear = ring.CreateProtector(Purpose, owner).Unprotect(box.ToArray());
            return true;
        }
        catch (CryptographicException)
        {
            clear = null;
            return false;
        }
    }
}
