using System.Diagnostics.Metrics;

namespace Flowker.Storage.Journal;

/// <summary>What the journal counts, on the meter <c>Flowker</c>. Their quotient is how many commits share a transaction.</summary>
internal static class JournalMetrics
{
    private static readonly Meter Meter = new("Flowker");

    /// <summary>Commits of executions that were written.</summary>
    public static readonly Counter<long> Commits = Meter.CreateCounter<long>("flowker.journal.commits", "{commit}");

    /// <summary>Transactions in which they were written.</summary>
    public static readonly Counter<long> Batches = Meter.CreateCounter<long>("flowker.journal.batches", "{transaction}");
}
