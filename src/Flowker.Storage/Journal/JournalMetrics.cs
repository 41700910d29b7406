using System.Diagnostics.Metrics;

namespace Flowker.Storage.Journal;

/// <summary>
/// What the journal counts, on the meter <c>Flowker</c>. The quotient of commits and batches is how many share a transaction.
/// Source: <c>docs/operations.md</c>, "Telemetry".
/// </summary>
internal static class JournalMetrics
{
    private static readonly Meter Meter = new("Flowker");

    private static readonly Counter<long> Commits = Meter.CreateCounter<long>(
        "flowker.journal.commits", "{commit}", "Commits of executions that were written.");

    private static readonly Counter<long> Batches = Meter.CreateCounter<long>(
        "flowker.journal.batches", "{transaction}", "Transactions in which they were written.");

    private static readonly Histogram<long> Sizes = Meter.CreateHistogram(
        "flowker.journal.batch.size",
        "{commit}",
        "Commits that share a transaction.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] });

    private static readonly Histogram<double> Durations = Meter.CreateHistogram(
        "flowker.journal.commit.duration",
        "s",
        "The time of a transaction, durable at its end.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    public static void Written(int batch, int accepted, TimeSpan duration)
    {
        Commits.Add(accepted);
        Batches.Add(1);
        Sizes.Record(batch);
        Durations.Record(duration.TotalSeconds);
    }
}
