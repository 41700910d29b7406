using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Evidence;

/// <summary>What an entry names by its hash, byte for byte.</summary>
public sealed record EvidencePayload
{
    /// <summary>The input with which the execution was started.</summary>
    public const string Input = "input";

    /// <summary>The final output.</summary>
    public const string Output = "output";

    private static readonly string[] Members = ["name", "body"];

    /// <summary><see cref="Input"/> or <see cref="Output"/>.</summary>
    public required string Name { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteBase64String("body", Body.Span);
        writer.WriteEndObject();
    }

    internal static EvidencePayload Read(JsonElement json)
    {
        json.HasOnly(Members);
        return new EvidencePayload { Name = json.Text("name"), Body = json.Bytes("body") };
    }
}
