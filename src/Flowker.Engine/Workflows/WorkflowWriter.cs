using System.Security.Cryptography;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Workflows;

/// <summary>Writes definitions in the form that <see cref="WorkflowReader"/> reads, without loss: numbers keep their text.</summary>
public static class WorkflowWriter
{
    /// <summary>The whole definition, for storage.</summary>
    public static byte[] Write(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Write(writer =>
        {
            writer.WriteString("name", definition.Name);
            WriteText(writer, "description", definition.Description);
            WriteGraph(writer, definition);
            WriteElement(writer, "metadata", definition.Metadata);
            WriteUnread(writer, definition);
        });
    }

    /// <summary>
    /// What executions are pinned to: nodes, edges and settings, and the hash of just that. Renaming or describing a
    /// workflow changes neither. Source: <c>spec/decisions.md</c>, "Definition".
    /// </summary>
    public static PinnedDefinition Pin(WorkflowDefinition definition, DefinitionReading reading = DefinitionReading.Second)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var body = Write(writer =>
        {
            WriteGraph(writer, definition);
            if (reading is not DefinitionReading.First && DefinitionReadings.Differ(definition))
            {
                writer.WriteNumber(DefinitionReadings.Member, (int)reading);
            }
        });
        return new PinnedDefinition(Convert.ToHexStringLower(SHA256.HashData(body)), body);
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteGraph(Utf8JsonWriter writer, WorkflowDefinition definition)
    {
        writer.WriteStartArray("nodes");
        foreach (var node in definition.Nodes)
        {
            writer.WriteStartObject();
            writer.WriteString("id", node.Id);
            writer.WriteString("type", node.Type);
            WriteText(writer, "name", node.Name);
            writer.WriteStartObject("position");
            writer.WriteNumber("x", node.Position.X);
            writer.WriteNumber("y", node.Position.Y);
            writer.WriteEndObject();
            WriteElement(writer, "data", node.Data);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("edges");
        foreach (var edge in definition.Edges)
        {
            writer.WriteStartObject();
            writer.WriteString("id", edge.Id);
            writer.WriteString("source", edge.Source);
            writer.WriteString("target", edge.Target);
            WriteText(writer, "sourceHandle", edge.SourceHandle);
            WriteText(writer, "condition", edge.Condition);
            WriteText(writer, "label", edge.Label);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (definition.Settings.ExecutionTimeoutSeconds is { } seconds)
        {
            writer.WriteStartObject("settings");
            writer.WriteNumber("executionTimeoutSeconds", seconds);
            writer.WriteEndObject();
        }
    }

    private static void WriteUnread(Utf8JsonWriter writer, WorkflowDefinition definition)
    {
        if (definition.Unread.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray(UnreadMembers.StoredAs);
        foreach (var path in definition.Unread)
        {
            writer.WriteStringValue(path);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteElement(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is { } some)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(some.GetRawText(), skipInputValidation: true);
        }
    }
}

/// <summary>A definition as executions are pinned to it, and its name: lower-case hex SHA-256 of <see cref="Body"/>.</summary>
public sealed record PinnedDefinition(string Hash, byte[] Body);
