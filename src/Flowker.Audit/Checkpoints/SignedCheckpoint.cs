using System.Text;
using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Checkpoints;

/// <summary>A checkpoint and the signature of its bytes: ECDSA P-256 with SHA-256, as DER. In a file it is one line of JSON.</summary>
public sealed record SignedCheckpoint(Checkpoint Content, ReadOnlyMemory<byte> Signature)
{
    public string ToJson() => Encoding.UTF8.GetString(Checkpoint.Write(Content, Signature.ToArray()));

    /// <summary>Throws <see cref="FormatException"/> when it is anything else, or holds anything more.</summary>
    public static SignedCheckpoint Parse(string json)
    {
        return Read(UntrustedJson.Parse(json, CanonicalJson.Reading));
    }

    /// <summary>As <see cref="Parse"/>.</summary>
    public static SignedCheckpoint Read(JsonElement json)
    {
        var content = Checkpoint.Read(json);
        var signature = json.Bytes("signature");
        return CanonicalJson.EncodeWithout(json, "signature").AsSpan().SequenceEqual(content.SignedBytes())
            ? new SignedCheckpoint(content, signature)
            : throw new FormatException("A checkpoint holds members that it must not hold.");
    }

    public bool Equals(SignedCheckpoint? other) =>
        other is not null && Content == other.Content && Signature.Span.SequenceEqual(other.Signature.Span);

    public override int GetHashCode() => Content.GetHashCode();
}
