namespace Flowker.Bench.Workloads;

/// <summary>All workloads, in the order in which they run: limits first, since the others are told as a share of them.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("limits", "what the machine gives without Flowker", Limits.MachineLimits.RunAsync),
        new("payments", "validate-payment at 1, 16, 64 and 256 clients, and its first round after the start", Payments.RunAsync),
        new("open-loop", "validate-payment at half of the maximum, latency without coordinated omission", OpenLoopPayments.RunAsync),
        new("replay", "a known key again and again", Replay.RunAsync),
        new("start-only", "executions that call nobody: one commit each", StartOnly.RunAsync),
        new("sqlite", "validate-payment on embedded storage", Payments.RunOnSqliteAsync),
        new("silos", "validate-payment on a cluster of three processes", Cluster.RunAsync),
        new("reads", "reads and lists with 100,000 executions present", Reads.RunAsync),
        new("audit", "chaining and verifying 1,000,000 audit events, and searches among 10,000,000", AuditTrail.RunAsync),
        new("finished-rows", "validate-payment with 10 and with 1,000,000 finished executions in the tables", FinishedRows.RunAsync),
        new("saturation", "validate-payment at twice the maximum: what is accepted, how late, and what is refused", Saturation.RunAsync),
        new("crash", "kill -9 under load, and how long until all goes on and has ended", Crash.RunAsync),
        new("chain", "99 calls one after the other, the longest workflow there may be, against 10", Shapes.ChainAsync),
        new("wide", "50 calls side by side", Shapes.WideAsync),
        new("large-input", "validate-payment with an input of 1 MB", Shapes.LargeInputAsync),
        new("soak", "ten minutes at full load: whether memory stays flat", Soak.RunAsync),
    ];
}
