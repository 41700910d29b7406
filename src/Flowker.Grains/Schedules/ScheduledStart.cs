using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Schedules;
using Flowker.Grains.Audit;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Grains.Schedules;

/// <summary>The start of one occurrence. Everything in it follows from workflow, trigger and occurrence, so that it can be repeated.</summary>
internal static class ScheduledStart
{
    // No client can send it in a key: keys are ASCII.
    private const string KeyPrefix = "§schedule/";

    public static string Key(Guid workflowId, ScheduleTrigger trigger, DateTimeOffset occurrence) =>
        string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}{workflowId}/{trigger.NodeId}/{occurrence.UtcDateTime:yyyy-MM-ddTHH:mmZ}");

    public static StartExecution Request(Guid workflowId, ScheduleTrigger trigger, DateTimeOffset occurrence)
    {
        var input = Input(trigger, occurrence);
        return new StartExecution
        {
            WorkflowId = workflowId,
            InputData = Json.FromElement(input),
            Fingerprint = RequestFingerprint.Compute(workflowId, input),
            Caller = AuditEvents.Engine,
            TriggerNodeId = trigger.NodeId,
        };
    }

    // A client's own member of that name would be taken for the clock's.
    private static JsonElement Input(ScheduleTrigger trigger, DateTimeOffset occurrence)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var member in trigger.Input?.EnumerateObject().Where(m => !m.NameEquals("_schedule")) ?? [])
            {
                member.WriteTo(writer);
            }

            writer.WriteStartObject("_schedule");
            writer.WriteString("nodeId", trigger.NodeId);
            writer.WriteString("scheduledFor", occurrence.UtcDateTime);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonText.Parse(stream.ToArray());
    }
}
