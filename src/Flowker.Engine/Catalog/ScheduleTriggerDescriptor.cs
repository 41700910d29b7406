namespace Flowker.Engine.Catalog;

/// <summary>The trigger that the clock fires. Source: <c>docs/schedules.md</c>.</summary>
internal static class ScheduleTriggerDescriptor
{
    public static TriggerDescriptor Descriptor { get; } = new(
        "schedule", "Schedule", "v1",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["cron"],
          "additionalProperties": false,
          "properties": {
            "cron": { "type": "string", "minLength": 1, "maxLength": 100, "description": "Minute, hour, day of month, month, day of week." },
            "timeZone": { "type": "string", "pattern": "^[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}$", "default": "UTC" },
            "catchUp": { "enum": ["none", "last", "all"], "default": "last", "description": "What becomes of runs that were missed." },
            "input": { "type": "object", "description": "The inputData of each run." }
          }
        }
        """);
}
