using System.Diagnostics.Metrics;
using Flowker.Engine.Executions;

namespace Flowker.Grains.Telemetry;

/// <summary>
/// What provider calls come to and how long they take, on the meter <c>Flowker</c>: one measurement for each attempt, so that
/// its count is the number of calls. Source: <c>docs/operations.md</c>, "Telemetry".
/// </summary>
internal static class CallDurations
{
    private static readonly Meter Meter = new("Flowker");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "flowker.provider.call.duration",
        "s",
        "Attempts at provider calls, by what they came to.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
        });

    public static void Made(CallOutcome outcome, TimeSpan duration) =>
        Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", NameOf(outcome)));

    /// <summary>As in the journal and over REST.</summary>
    public static string NameOf(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Success => "success",
        CallOutcome.Rejected => "rejected",
        CallOutcome.Failed => "failed",
        CallOutcome.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
