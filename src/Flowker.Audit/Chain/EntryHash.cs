using System.Buffers;
using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Chain;

/// <summary>The hash of an entry: SHA-256 of its canonical bytes, which hold the hash before it and its sequence.</summary>
public static class EntryHash
{
    public static Sha256 Of(AuditRecord entry, Sha256? previousHash)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        return Of(buffer, entry, previousHash);
    }

    /// <summary>As above, with a buffer to use again.</summary>
    public static Sha256 Of(ArrayBufferWriter<byte> buffer, AuditRecord entry, Sha256? previousHash)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        buffer.ResetWrittenCount();
        CanonicalEntry.Write(buffer, entry, previousHash);
        return Sha256.Of(buffer.WrittenSpan);
    }

    /// <summary>
    /// The hash of an entry in JSON: of everything in it but its <c>hash</c>, so that nothing in it can be changed, added or
    /// left out. Throws <see cref="FormatException"/> when it has no canonical form.
    /// </summary>
    public static Sha256 Of(JsonElement entry) => Sha256.Of(CanonicalJson.EncodeWithout(entry, "hash"));
}
