using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Workflows;

/// <summary>Reads the body of a create or replace, which is also the form in which a definition is stored.</summary>
public static class WorkflowReader
{
    private static readonly JsonElement EmptyObject = JsonText.Parse("{}");

    /// <summary>
    /// The definition as it was sent, its rules not yet checked; null with a finding when the text is no JSON (FLK-0001),
    /// a member has the wrong kind (FLK-0001), or a setting is out of its range (FLK-0302). Members that are missing are empty.
    /// </summary>
    public static (WorkflowDefinition? Definition, IReadOnlyList<Finding> Findings) Read(ReadOnlyMemory<byte> utf8) => Read(utf8, stored: false);

    internal static (WorkflowDefinition? Definition, IReadOnlyList<Finding> Findings) Read(ReadOnlyMemory<byte> utf8, bool stored)
    {
        if (!JsonText.TryParse(utf8, out var root) || root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return (null, [new Finding("FLK-0001", "The body must be a JSON object.")]);
        }

        var reading = new Reading();
        var body = root.ValueKind is JsonValueKind.Null ? EmptyObject : root;
        var definition = reading.Workflow(body);
        return reading.Findings.Count > 0
            ? (null, reading.Findings)
            : (definition with { Unread = stored ? UnreadMembers.Stored(body) : UnreadMembers.Of(body) }, reading.Findings);
    }

    private sealed class Reading
    {
        public List<Finding> Findings { get; } = [];

        public WorkflowDefinition Workflow(JsonElement body) => new()
        {
            Name = Text(body, "name", "name") ?? "",
            Description = Text(body, "description", "description"),
            Nodes = List(body, "nodes", Node),
            Edges = List(body, "edges", Edge),
            Metadata = Object(body, "metadata", "metadata"),
            Settings = Settings(body),
        };

        private NodeDefinition Node(JsonElement node, string at) => new()
        {
            Id = Text(node, "id", $"{at}.id") ?? "",
            Type = Text(node, "type", $"{at}.type") ?? "",
            Name = Text(node, "name", $"{at}.name"),
            Position = Object(node, "position", $"{at}.position") is { } position
                ? new Position(Coordinate(position, "x", at), Coordinate(position, "y", at))
                : default,
            Data = Object(node, "data", $"{at}.data"),
        };

        private EdgeDefinition Edge(JsonElement edge, string at) => new()
        {
            Id = Text(edge, "id", $"{at}.id") ?? "",
            Source = Text(edge, "source", $"{at}.source") ?? "",
            Target = Text(edge, "target", $"{at}.target") ?? "",
            SourceHandle = Text(edge, "sourceHandle", $"{at}.sourceHandle"),
            Condition = Text(edge, "condition", $"{at}.condition"),
            Label = Text(edge, "label", $"{at}.label"),
        };

        private WorkflowSettings Settings(JsonElement body)
        {
            const string at = "settings.executionTimeoutSeconds";
            if (Object(body, "settings", "settings")?.Member("executionTimeoutSeconds") is not { } seconds)
            {
                return new WorkflowSettings();
            }

            if (seconds.ValueKind is JsonValueKind.Number && seconds.TryGetInt32(out var value) && value is >= 1 and <= 86_400)
            {
                return new WorkflowSettings { ExecutionTimeoutSeconds = value };
            }

            Findings.Add(new Finding("FLK-0302", $"{at} must be an integer from 1 to 86400.", at));
            return new WorkflowSettings();
        }

        private ImmutableArray<T> List<T>(JsonElement container, string name, Func<JsonElement, string, T> read)
        {
            if (container.Member(name) is not { } list)
            {
                return [];
            }

            if (list.ValueKind is not JsonValueKind.Array)
            {
                WrongKind(name, "an array");
                return [];
            }

            var items = ImmutableArray.CreateBuilder<T>(list.GetArrayLength());
            foreach (var item in list.EnumerateArray())
            {
                var at = $"{name}[{items.Count}]";
                if (item.ValueKind is not JsonValueKind.Object)
                {
                    WrongKind(at, "an object");
                    return [];
                }

                items.Add(read(item, at));
            }

            return items.ToImmutable();
        }

        private string? Text(JsonElement container, string name, string at)
        {
            if (container.Member(name) is not { } value)
            {
                return null;
            }

            if (value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text))
            {
                return text;
            }

            WrongKind(at, "a text");
            return null;
        }

        private JsonElement? Object(JsonElement container, string name, string at)
        {
            if (container.Member(name) is not { } value)
            {
                return null;
            }

            if (value.ValueKind is JsonValueKind.Object)
            {
                return value;
            }

            WrongKind(at, "an object");
            return null;
        }

        private decimal Coordinate(JsonElement position, string name, string at)
        {
            if (position.Member(name) is not { } value)
            {
                return 0;
            }

            if (value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number))
            {
                return number;
            }

            WrongKind($"{at}.position.{name}", "a number");
            return 0;
        }

        private void WrongKind(string at, string expected) =>
            Findings.Add(new Finding("FLK-0001", $"{at} must be {expected}.", at));
    }
}
