using System.Globalization;
using System.Text.Json;
using Cronos;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Schedules;

/// <summary>Finds the schedule triggers of a definition.</summary>
public static class ScheduleTriggers
{
    private const string Type = "schedule";

    /// <summary>Those that can be read, in the author's order.</summary>
    public static IReadOnlyList<ScheduleTrigger> Of(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return [.. definition.Nodes.Select(n => IsSchedule(n) ? Read(n).Trigger : null).OfType<ScheduleTrigger>()];
    }

    /// <summary>FLK-0211 for what the trigger's schema cannot tell: cron fields, unknown time zones, dates that never come.</summary>
    public static IEnumerable<Finding> Check(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (IsSchedule(definition.Nodes[i]) && Read(definition.Nodes[i]).Fault is ({ } member, { } message))
            {
                var node = definition.Nodes[i].Id;
                yield return new Finding(
                    "FLK-0211", $"Node '{node}': {message}", string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data.{member}"), node);
            }
        }
    }

    private static bool IsSchedule(NodeDefinition node) =>
        node is { Type: NodeTypes.Trigger, Data: { ValueKind: JsonValueKind.Object } data } && Text(data, "triggerType") == Type;

    // A member that is missing or of a wrong kind is the schema's to tell.
    private static (ScheduleTrigger? Trigger, (string Member, string Message)? Fault) Read(NodeDefinition node)
    {
        var data = node.Data!.Value;
        if (Text(data, "cron") is not { } cron)
        {
            return (null, null);
        }

        var zone = Text(data, "timeZone") ?? "UTC";
        if (zone.Contains("..", StringComparison.Ordinal) || zone.StartsWith('/') || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            return (null, ("timeZone", "timeZone must name a zone of the IANA database, as Europe/Berlin."));
        }

        if (!CronExpression.TryParse(cron, CronFormat.Standard, out _))
        {
            return (null, ("cron", "cron must have five fields: minute, hour, day of month, month, day of week."));
        }

        var trigger = new ScheduleTrigger(node.Id, cron, zone, CatchUpOf(Text(data, "catchUp")), Input(data));
        return trigger.Next(DateTimeOffset.UnixEpoch, 1).IsEmpty
            ? (null, ("cron", "cron names a date that never comes."))
            : (trigger, null);
    }

    private static CatchUp CatchUpOf(string? text) => text switch
    {
        "none" => CatchUp.None,
        "all" => CatchUp.All,
        _ => CatchUp.Last,
    };

    private static JsonElement? Input(JsonElement data) =>
        data.TryGetProperty("input", out var input) && input.ValueKind is JsonValueKind.Object ? input : null;

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;
}
