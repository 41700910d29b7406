using Cronos;

namespace Flowker.Engine.Schedules;

/// <summary>Judges the five fields of a cron text.</summary>
internal static class CronFields
{
    // With what each may hold, which the parser says only as a whole.
    private static readonly (string Name, string Values)[] Fields =
    [
        ("minute", "0 to 59"),
        ("hour", "0 to 23"),
        ("day of month", "1 to 31, L or W"),
        ("month", "1 to 12 or JAN to DEC"),
        ("day of week", "0 to 7 or SUN to SAT"),
    ];

    /// <summary>Whether it says when, by fields or by one of the names that were once taken for them.</summary>
    public static bool CanBeRead(string cron) => CronExpression.TryParse(cron, CronFormat.Standard, out _);

    /// <summary>What is wrong with it, for people; null when nothing is.</summary>
    public static string? Fault(string cron)
    {
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
        {
            return "cron must have five fields: minute, hour, day of month, month, day of week.";
        }

        for (var i = 0; i < fields.Length; i++)
        {
            string[] alone = ["*", "*", "*", "*", "*"];
            alone[i] = fields[i];
            if (!CanBeRead(string.Join(' ', alone)))
            {
                return $"cron's {Fields[i].Name} takes {Fields[i].Values}, with lists, ranges and steps of them.";
            }
        }

        return CanBeRead(cron) ? null : "cron cannot be understood.";
    }
}
