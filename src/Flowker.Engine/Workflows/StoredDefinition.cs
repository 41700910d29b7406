using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Workflows;

/// <summary>Reads what <see cref="WorkflowWriter"/> wrote, whole or pinned.</summary>
public static class StoredDefinition
{
    /// <summary>Null when the stored text is damaged.</summary>
    public static WorkflowDefinition? Read(ReadOnlyMemory<byte> body) => WorkflowReader.Read(body, stored: true).Definition;

    /// <summary>What executions are pinned to, to be read as when it was activated. Null when the stored text is damaged.</summary>
    public static WorkflowDefinition? ReadPinned(ReadOnlyMemory<byte> body) =>
        Read(body) is { } definition ? definition with { Reading = ReadingOf(body) } : null;

    // Versions before there were several readings wrote none.
    private static DefinitionReading ReadingOf(ReadOnlyMemory<byte> body) =>
        JsonText.TryParse(body, out var pinned)
        && pinned.TryGetProperty(DefinitionReadings.Member, out var reading)
        && reading.ValueKind is JsonValueKind.Number
        && reading.TryGetInt32(out var number)
            ? (DefinitionReading)number
            : DefinitionReading.First;
}
