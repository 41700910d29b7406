using System.Diagnostics.Metrics;
using Flowker.Engine.Executions;

namespace Flowker.Grains.Telemetry;

/// <summary>How executions that this silo drives begin and end, on the meter <c>Flowker</c>. Source: <c>docs/operations.md</c>, "Telemetry".</summary>
internal static class ExecutionOutcomes
{
    private static readonly Meter Meter = new("Flowker");

    private static readonly Counter<long> Starts = Meter.CreateCounter<long>(
        "flowker.executions.started", "{execution}", "Starts that this silo made durable.");

    private static readonly Counter<long> Completions = Meter.CreateCounter<long>(
        "flowker.executions.completed", "{execution}", "Executions that completed here.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "flowker.executions.failed", "{execution}", "Executions that failed here, by the code of their error.");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "flowker.execution.duration",
        "s",
        "From start to end, with the time that nobody drove it.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400],
        });

    public static void Started() => Starts.Add(1);

    public static void Ended(ExecutionState state)
    {
        if (state.Status is ExecutionStatus.Completed)
        {
            Completions.Add(1);
        }
        else
        {
            Failures.Add(1, new KeyValuePair<string, object?>("error.code", state.Failure?.Code));
        }

        if (state.CompletedAt is { } ended)
        {
            Durations.Record(Math.Max(0, (ended - state.StartedAt).TotalSeconds));
        }
    }
}
