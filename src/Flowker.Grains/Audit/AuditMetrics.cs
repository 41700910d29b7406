using System.Diagnostics.Metrics;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit;

/// <summary>What the chain tells of itself, under the meter <c>Flowker</c>.</summary>
public sealed class AuditMetrics : IDisposable
{
    private readonly Meter _meter = new("Flowker");
    private readonly Counter<long> _chained;
    private readonly Counter<long> _checkpoints;
    private readonly Counter<long> _faults;
    private readonly TimeProvider _time;
    private ChainLag _lag = new(0, null);

    public AuditMetrics(TimeProvider time)
    {
        _time = time;
        _chained = _meter.CreateCounter<long>("flowker.audit.chained", "{event}", "Events that this process gave their place in the chain.");
        _checkpoints = _meter.CreateCounter<long>("flowker.audit.checkpoints", "{checkpoint}", "Checkpoints that this process signed.");
        _faults = _meter.CreateCounter<long>("flowker.audit.faults", "{fault}", "Times that the trail was found not to be what was written.");
        _meter.CreateObservableGauge("flowker.audit.lag.events", () => _lag.Events, "{event}", "Events that wait for their place in the chain.");
        _meter.CreateObservableGauge("flowker.audit.lag.seconds", LagSeconds, "s", "The age of the oldest event that waits for its place in the chain.");
    }

    public void Chained(int count) => _chained.Add(count);

    public void CheckpointMade() => _checkpoints.Add(1);

    public void FaultFound() => _faults.Add(1);

    public void Lag(ChainLag lag) => _lag = lag;

    public void Dispose() => _meter.Dispose();

    private double LagSeconds() => _lag.Since is { } since ? Math.Max(0, (_time.GetUtcNow() - since).TotalSeconds) : 0;
}
