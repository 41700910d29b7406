using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Grains.Executions;

/// <summary>What an execution that was set aside looks like in the tables.</summary>
internal static class SetAside
{
    public const string Wait = "resolution";

    /// <summary>In place of a silo's name, so that no sweep takes it.</summary>
    public const string Owner = "set-aside";

    private const string Reason =
        "Silos died again and again while they computed its next step, so it was set aside; POST /v1/executions/{id}/resume tries it again.";

    /// <summary>Only a person ends this wait.</summary>
    public static Wait WaitSince(DateTimeOffset since) => new()
    {
        Type = Wait,
        NodeId = "",
        Since = since,
        Until = LookAfter(since, since),
        Attempt = 0,
        Reason = Reason,
    };

    /// <summary>When somebody should look at the latest: 1 hour, 4 hours and a day after it began, and then daily.</summary>
    public static DateTimeOffset LookAfter(DateTimeOffset since, DateTimeOffset now) => (now - since).TotalHours switch
    {
        < 1 => since.AddHours(1),
        < 4 => since.AddHours(4),
        var hours => since.AddDays(Math.Floor(hours / 24) + 1),
    };
}
