using System.Globalization;
using System.Text;
using Flowker.Bench.Load;

namespace Flowker.Bench.Reports;

/// <summary>The report for people: tables in Markdown.</summary>
internal static class TableReport
{
    private const double Mega = 1024 * 1024;

    private static readonly (string Title, Func<Measurement, string> Text)[] Columns =
    [
        ("workload", m => m.Workload),
        ("storage", m => m.Storage),
        ("clients", m => m.Clients is { } clients ? Text($"{clients}") : "open"),
        ("per second", m => Text($"{m.PerSecond:N0}")),
        ("of the limit", m => m.Limit is { } limit ? Text($"{m.PerSecond / limit:P0}") : ""),
        ("start p50 / p99 ms", m => Pair(m.Start)),
        ("end to end p50 / p99 ms", m => Pair(m.EndToEnd)),
        ("CPU ms: Flowker / database / bench", m => Text($"{Ms(m, m.ProcessorSeconds.Flowker)} / {Ms(m, m.ProcessorSeconds.Database)} / {Ms(m, m.ProcessorSeconds.Bench)}")),
        ("allocated KB", m => Kilo(m.AllocatedBytesPerUnit)),
        ("commits / batches", m => m.CommitsPerUnit > 0 ? Text($"{m.CommitsPerUnit:0.00} / {m.BatchesPerUnit:0.000}") : ""),
        ("peak memory MB", m => Text($"{m.PeakMemoryBytes / Mega:0}")),
        ("disk KB (log)", m => m.LogBytesPerUnit is null ? Kilo(m.DiskBytesPerUnit) : $"{Kilo(m.DiskBytesPerUnit)} ({Kilo(m.LogBytesPerUnit)})"),
        ("", m => Notes(m)),
    ];

    public static string Write(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Machine.Cores} cores, {report.Machine.MemoryBytes / Mega / 1024:0} GB, {report.Machine.Runtime}, {report.Machine.System}; {report.At:u}");
        text.AppendLine();
        if (report.Limits.Count > 0)
        {
            text.AppendLine("| limit of this machine, in this run | per second |").AppendLine("|---|---|");
            report.Limits.ForEach(l => text.AppendLine(CultureInfo.InvariantCulture, $"| {l.Name} | {l.PerSecond:N0} {l.Unit} |"));
            text.AppendLine();
        }

        if (report.Measurements.Count > 0)
        {
            text.AppendLine(Row(Columns.Select(c => c.Title))).AppendLine(Row(Columns.Select(_ => "---")));
            report.Measurements.ForEach(m => text.AppendLine(Row(Columns.Select(c => c.Text(m)))));
        }

        report.Findings.ForEach(f => text.AppendLine().AppendLine(f));
        report.Skipped.ForEach(s => text.AppendLine().Append("Not measured: ").AppendLine(s));
        report.Faults.ForEach(f => text.AppendLine().Append("Went wrong: ").AppendLine(f));
        return text.ToString();
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Pair(Percentiles? latency) => latency is null ? "" : Text($"{latency.P50:0.0} / {latency.P99:0.0}");

    private static string Ms(Measurement measured, double seconds) => Text($"{seconds * 1_000 / Math.Max(1, measured.Count):0.00}");

    private static string Kilo(double? bytes) => bytes is null ? "" : Text($"{bytes / 1024:0.0}");

    private static string Notes(Measurement measured) => string.Join(
        "; ", new[] { measured.Refused > 0 ? Text($"{measured.Refused:N0} refused") : null, measured.Note }.OfType<string>());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
