using System.Text.Json;

namespace Flowker.Executors.Connectivity;

/// <summary>How a test went: a report, or the reason why nothing was called (FLK-0340, FLK-0341).</summary>
public sealed record ConnectivityOutcome(ConnectivityReport? Report, string? RefusalCode = null, string? RefusalMessage = null);

/// <summary>Three stages, always, in order. Source: <c>spec/reference-api.md</c>, 5.4, "Test report".</summary>
public sealed record ConnectivityReport(IReadOnlyList<ConnectivityStage> Stages, DateTimeOffset StartedAt, DateTimeOffset CompletedAt)
{
    /// <summary><c>passed</c>, <c>failed</c>, or <c>partial</c> when some stages passed and one failed; what was skipped does not count.</summary>
    public string OverallStatus =>
        Stages.All(s => s.Status is not StageStatus.Failed) ? StageStatus.Passed
        : Stages.All(s => s.Status is not StageStatus.Passed) ? StageStatus.Failed
        : "partial";

    public long DurationMs => (long)(CompletedAt - StartedAt).TotalMilliseconds;

    public string Summary => Stages.FirstOrDefault(s => s.Status is StageStatus.Failed) is { } failed
        ? $"The stage {failed.Name} failed: {failed.Error}"
        : "All stages that apply passed.";
}

/// <summary>One stage. <see cref="Details"/> is a JSON object, or null; nothing in it is secret.</summary>
public sealed record ConnectivityStage(
    string Name, string Status, long DurationMs, string? Message = null, JsonElement? Details = null, string? Error = null);

internal static class StageStatus
{
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
}
