using System.Globalization;
using System.Text.Json;
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
        return [.. definition.Nodes.Select(n => IsSchedule(n) ? Read(n) : null).OfType<ScheduleTrigger>()];
    }

    /// <summary>FLK-0211 for what the trigger's schema cannot tell: cron fields, unknown time zones, dates that never come.</summary>
    public static IEnumerable<Finding> Check(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (IsSchedule(definition.Nodes[i]) && Fault(definition.Nodes[i]) is ({ } member, { } message))
            {
                var node = definition.Nodes[i].Id;
                yield return new Finding(
                    "FLK-0211", $"Node '{node}': {message}", string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data.{member}"), node);
            }
        }
    }

    private static bool IsSchedule(NodeDefinition node) =>
        node is { Type: NodeTypes.Trigger, Data: { ValueKind: JsonValueKind.Object } data } && Text(data, "triggerType") == Type;

    // What was activated once keeps its clock, whatever is asked of triggers today.
    private static ScheduleTrigger? Read(NodeDefinition node)
    {
        var data = node.Data!.Value;
        return Text(data, "cron") is { } cron && CronFields.CanBeRead(cron)
            && (Text(data, "timeZone") ?? TimeZones.Default) is var zone && TimeZones.CanBeRead(zone)
            ? new ScheduleTrigger(node.Id, cron, zone, CatchUpOf(Text(data, "catchUp")), Input(data))
            : null;
    }

    // A member that is missing or of a wrong kind is the schema's to report.
    private static (string Member, string Message)? Fault(NodeDefinition node)
    {
        var data = node.Data!.Value;
        if (Text(data, "cron") is not { } cron)
        {
            return null;
        }

        if (!TimeZones.IsListed(Text(data, "timeZone") ?? TimeZones.Default))
        {
            return ("timeZone", "timeZone must name a zone of the IANA database, such as Europe/Berlin.");
        }

        if (CronFields.Fault(cron) is { } fault)
        {
            return ("cron", fault);
        }

        return Read(node)!.Next(DateTimeOffset.UnixEpoch, 1).IsEmpty ? ("cron", "cron names a date that never comes.") : null;
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
