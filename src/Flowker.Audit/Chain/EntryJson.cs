using System.Buffers;
using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Chain;

/// <summary>An entry as JSON: what is hashed, and its hash.</summary>
public static class EntryJson
{
    public static JsonElement Of(AuditRecord entry, Sha256 hash, Sha256? previousHash) =>
        JsonElement.Parse(Write(entry, hash, previousHash), CanonicalJson.Reading);

    /// <summary>One line, in canonical form but for the <c>hash</c> at its end.</summary>
    public static byte[] Write(AuditRecord entry, Sha256 hash, Sha256? previousHash)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        CanonicalEntry.Write(buffer, entry, previousHash);
        return [.. buffer.WrittenSpan[..^1], .. ",\"hash\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(hash.ToString()), .. "\"}"u8];
    }
}
