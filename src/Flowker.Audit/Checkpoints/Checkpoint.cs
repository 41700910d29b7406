using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Flowker.Audit.Canonical;
using Flowker.Audit.Chain;

namespace Flowker.Audit.Checkpoints;

/// <summary>
/// What was the case with the chain at a time: the hash of its head, and the Merkle root of the entries since the checkpoint
/// before. Each checkpoint names the hash of its predecessor. Source: <c>docs/audit-proof.md</c>, "Checkpoints".
/// </summary>
public sealed record Checkpoint
{
    private const string Type = "flowker.audit.checkpoint";
    private const int Version = 1;

    /// <summary>The id that a chain gets with its first entry, so that one chain cannot pass for another.</summary>
    public required Guid Chain { get; init; }

    public required long FirstSequence { get; init; }

    public required long LastSequence { get; init; }

    /// <summary>Of the entry <see cref="LastSequence"/>.</summary>
    public required Sha256 HeadHash { get; init; }

    /// <summary>Over the hashes of the entries from <see cref="FirstSequence"/> to <see cref="LastSequence"/>.</summary>
    public required Sha256 MerkleRoot { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Null for the first checkpoint of the chain.</summary>
    public Sha256? Previous { get; init; }

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo) that verifies the signature.</summary>
    public required Sha256 KeyId { get; init; }

    /// <summary>How many entries it covers.</summary>
    public long Size => LastSequence - FirstSequence + 1;

    /// <summary>What the next checkpoint names: of the signed bytes.</summary>
    public Sha256 Hash => Sha256.Of(SignedBytes());

    /// <summary>The bytes that are signed: the JSON object without its signature, in the form of RFC 8785.</summary>
    public byte[] SignedBytes() => CanonicalJson.Encode(JsonElement.Parse(Write(this, signature: null), CanonicalJson.Reading));

    internal static byte[] Write(Checkpoint checkpoint, byte[]? signature)
    {
        var buffer = new ArrayBufferWriter<byte>(768);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", Type);
            writer.WriteNumber("version", Version);
            writer.WriteString("chain", checkpoint.Chain.ToString("D"));
            writer.WriteNumber("firstSequence", checkpoint.FirstSequence);
            writer.WriteNumber("lastSequence", checkpoint.LastSequence);
            writer.WriteString("headHash", checkpoint.HeadHash.ToString());
            writer.WriteString("merkleRoot", checkpoint.MerkleRoot.ToString());
            writer.WriteString("time", CanonicalEntry.FormatTime(checkpoint.Time));
            if (checkpoint.Previous is { } previous)
            {
                writer.WriteString("previousCheckpoint", previous.ToString());
            }

            writer.WriteString("keyId", checkpoint.KeyId.ToString());
            if (signature is not null)
            {
                writer.WriteBase64String("signature", signature);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static Checkpoint Read(JsonElement json)
    {
        if (json.Text("type") != Type || json.Integer("version") != Version)
        {
            throw new FormatException("This is no checkpoint of a known version.");
        }

        return new Checkpoint
        {
            Chain = json.Uuid("chain"),
            FirstSequence = json.Integer("firstSequence"),
            LastSequence = json.Integer("lastSequence"),
            HeadHash = json.Hash("headHash"),
            MerkleRoot = json.Hash("merkleRoot"),
            Time = DateTimeOffset.TryParseExact(
                json.Text("time"), CanonicalEntry.TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new FormatException("'time' is no timestamp with six decimals."),
            Previous = json.HashOrNull("previousCheckpoint"),
            KeyId = json.Hash("keyId"),
        };
    }
}
