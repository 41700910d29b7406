using System.Diagnostics.Metrics;
using Flowker.Grains.Executions;

namespace Flowker.Grains.Telemetry;

/// <summary>What a silo drives, refuses and takes over, on the meter <c>Flowker</c>. Source: <c>docs/operations.md</c>, "Telemetry".</summary>
internal sealed class ExecutionMetrics
{
    public const string MeterName = "Flowker";

    private readonly Counter<long> _resumed;
    private readonly Counter<long> _refused;
    private long _abandoned;

    public ExecutionMetrics(IMeterFactory meters, DrivenExecutions driven)
    {
#pragma warning disable CA2000 // The factory owns its meters.
        var meter = meters.Create(MeterName);
#pragma warning restore CA2000
        meter.CreateObservableGauge("flowker.executions.driven", () => driven.Count.All, "{execution}", "Executions that this silo drives.");
        meter.CreateObservableGauge(
            "flowker.executions.busy", () => driven.Count.Busy, "{execution}", "Executions that this silo drives and that do not only wait.");
        meter.CreateObservableGauge(
            "flowker.executions.abandoned", () => Volatile.Read(ref _abandoned), "{execution}",
            "Open executions of the cluster with neither a living owner nor a wake-up time, at this silo's last sweep.");
        _resumed = meter.CreateCounter<long>("flowker.executions.resumed", "{execution}", "Executions that this silo's sweeps took over.");
        _refused = meter.CreateCounter<long>("flowker.starts.refused", "{start}", "Starts refused because this silo had enough to do.");
    }

    public void Swept(int resumed, long abandoned)
    {
        _resumed.Add(resumed);
        Volatile.Write(ref _abandoned, abandoned);
    }

    public void Refused() => _refused.Add(1);
}
