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
        new("chain", "99 calls one after the other, the longest workflow there may be, against 10", Shapes.ChainAsync),
        new("wide", "50 calls side by side", Shapes.WideAsync),
        new("large-input", "validate-payment with an input of 1 MB", Shapes.LargeInputAsync),
    ];
}
