using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Evidence;

/// <summary>One entry of the chain as the API answers it, and its way to the root of the checkpoint that covers it.</summary>
public sealed record EvidenceEntry
{
    private static readonly string[] Members = ["entry", "checkpoint", "path"];

    public required JsonElement Entry { get; init; }

    /// <summary>The last sequence of the checkpoint.</summary>
    public required long Checkpoint { get; init; }

    public required IReadOnlyList<Sha256> Path { get; init; }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("entry");
        Entry.WriteTo(writer);
        writer.WriteNumber("checkpoint", Checkpoint);
        writer.WriteStartArray("path");
        foreach (var hash in Path)
        {
            writer.WriteStringValue(hash.ToString());
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    internal static EvidenceEntry Read(JsonElement json)
    {
        json.HasOnly(Members);
        return new EvidenceEntry
        {
            Entry = json.Member("entry", JsonValueKind.Object),
            Checkpoint = json.Integer("checkpoint"),
            Path =
            [
                .. json.Member("path", JsonValueKind.Array).EnumerateArray().Select(hash =>
                    hash.ValueKind is JsonValueKind.String && Sha256.TryParse(CanonicalText.Read(hash), out var parsed)
                        ? parsed
                        : throw new FormatException("'path' holds something that is no SHA-256 hash.")),
            ],
        };
    }
}
