using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Flowker.Audit.Canonical;
using Flowker.Audit.Checkpoints;

namespace Flowker.Audit.Evidence;

/// <summary>
/// What proves the life of one execution to someone who trusts neither the operator nor the database. It holds hashes of
/// payloads; the payloads themselves only where somebody asked for them. Source: <c>docs/audit-proof.md</c>, "Evidence".
/// </summary>
public sealed record EvidenceFile
{
    private const string Format = "flowker.audit.evidence";
    private const int Version = 1;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = CanonicalJson.MaxDepth + 8, AllowDuplicateProperties = false };
    private static readonly string[] Members = ["format", "version", "executionId", "definition", "entries", "checkpoints", "payloads"];

    public required Guid ExecutionId { get; init; }

    /// <summary>The definition to which the execution was pinned, byte for byte.</summary>
    public required ReadOnlyMemory<byte> Definition { get; init; }

    public required IReadOnlyList<EvidenceEntry> Entries { get; init; }

    public required IReadOnlyList<SignedCheckpoint> Checkpoints { get; init; }

    public IReadOnlyList<EvidencePayload> Payloads { get; init; } = [];

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(16_384);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", Version);
            writer.WriteString("executionId", ExecutionId.ToString("D"));
            writer.WriteBase64String("definition", Definition.Span);
            writer.WriteStartArray("entries");
            foreach (var entry in Entries)
            {
                entry.Write(writer);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("checkpoints");
            foreach (var checkpoint in Checkpoints)
            {
                writer.WriteRawValue(checkpoint.ToJson());
            }

            writer.WriteEndArray();
            writer.WriteStartArray("payloads");
            foreach (var payload in Payloads)
            {
                payload.Write(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Throws <see cref="NoEvidenceException"/> when it is something else or of an unknown version, and any other
    /// <see cref="FormatException"/> when it is one that is damaged or holds anything more.
    /// </summary>
    public static EvidenceFile Read(ReadOnlySpan<byte> utf8)
    {
        JsonElement json;
        try
        {
            json = UntrustedJson.Parse(utf8, Reading);
        }
        catch (FormatException failure)
        {
            throw new NoEvidenceException($"This is no evidence file: {failure.Message}");
        }

        NoEvidenceException.ThrowUnless(json, Format, Version);
        json.HasOnly(Members);
        return new EvidenceFile
        {
            ExecutionId = json.Uuid("executionId"),
            Definition = json.Bytes("definition"),
            Entries = [.. json.Member("entries", JsonValueKind.Array).EnumerateArray().Select(EvidenceEntry.Read)],
            Checkpoints = [.. json.Member("checkpoints", JsonValueKind.Array).EnumerateArray().Select(SignedCheckpoint.Read)],
            Payloads = [.. json.Member("payloads", JsonValueKind.Array).EnumerateArray().Select(EvidencePayload.Read)],
        };
    }
}
