using Flowker.Engine.Guards;
using Flowker.Grains.Interfaces.Guards;

namespace Flowker.Grains.Guards;

/// <summary>A silo's permits for one provider and what it uses of them. Not thread-safe: its guard is.</summary>
internal sealed class GuardShares
{
    private readonly Queue<long> _begun = new();
    private int? _concurrency;
    private int? _rate;
    private TimeSpan _period;
    private int _inFlightOfGeneration;
    private int _unsent;
    private int _peak;

    /// <summary>Calls at once while the provider is down or spared; null while it is well.</summary>
    public int? Circuit { get; set; }

    public int InFlight { get; private set; }

    /// <summary>Nothing limits calls.</summary>
    public bool IsFree => _concurrency is null && _rate is null && Circuit is null;

    /// <summary>What is limited in another way than before has no permits until a lease gives some.</summary>
    public void Obey(GuardSettings? before, GuardSettings settings)
    {
        _concurrency = settings.MaxConcurrency is null ? null : settings.MaxConcurrency == before?.MaxConcurrency ? _concurrency ?? 0 : 0;
        _rate = settings.RequestsPerSecond is null ? null : settings.RequestsPerSecond == before?.RequestsPerSecond ? _rate ?? 0 : 0;
        _period = settings.RequestsPerSecond is { } rate ? CallRate.Of(rate).Period : TimeSpan.Zero;
        if (!settings.BreaksCircuit)
        {
            Circuit = null;
        }
    }

    public void Take(GuardSettings settings, GuardLease lease)
    {
        _concurrency = settings.MaxConcurrency is null ? null : lease.Concurrency ?? 0;
        _rate = settings.RequestsPerSecond is null ? null : lease.Rate ?? 0;
        Circuit = settings.BreaksCircuit ? lease.Circuit : null;
    }

    /// <summary>The lease is over, or not needed any more. What is in use stays so.</summary>
    public void LetGo()
    {
        _concurrency = _concurrency is null ? null : 0;
        _rate = _rate is null ? null : 0;
        Circuit = Circuit is null ? null : 0;
    }

    public bool Admit(TimeProvider time, long now) =>
        (_concurrency is not { } most || InFlight < most)
        && (Circuit is not { } spared || _inFlightOfGeneration < spared)
        && (_rate is not { } rate || UsedInPeriod(time, now) < rate);

    public void Begin()
    {
        InFlight++;
        _inFlightOfGeneration++;
        _unsent++;
        _peak = Math.Max(_peak, InFlight);
    }

    /// <summary>The call is sent now: from here on the period of its permit counts.</summary>
    public void Send(long now)
    {
        _unsent--;
        if (_rate is not null)
        {
            _begun.Enqueue(now);
        }
    }

    public void End(bool ofThisGeneration, bool wasSent)
    {
        InFlight--;
        _unsent -= wasSent ? 0 : 1;
        if (ofThisGeneration)
        {
            _inFlightOfGeneration--;
        }
    }

    public void EnterGeneration() => _inFlightOfGeneration = 0;

    /// <summary>When the rate lets another call go; null when the rate is not what it waits for.</summary>
    public long? NextCallAt(TimeProvider time, long now) =>
        _rate is { } rate && rate > 0 && UsedInPeriod(time, now) >= rate && _begun.TryPeek(out var first) ? first + Ticks(time, _period) : null;

    public PermitClaim ConcurrencyClaim(int waiting, bool idle)
    {
        var demand = Math.Max(_peak, InFlight + waiting);
        _peak = InFlight;
        return new PermitClaim(Math.Max(_concurrency ?? 0, InFlight), idle ? 0 : WithReserve(demand));
    }

    public PermitClaim RateClaim(TimeProvider time, long now, int waiting, bool idle)
    {
        var used = UsedInPeriod(time, now);
        return new PermitClaim(Math.Max(_rate ?? 0, used), idle && used == 0 ? 0 : WithReserve(used + waiting));
    }

    public PermitClaim CircuitClaim(int waiting, bool idle) =>
        new(Math.Max(Circuit ?? 0, _inFlightOfGeneration), idle ? 0 : WithReserve(_inFlightOfGeneration + waiting));

    // Some more than needed, so that a rising demand seldom waits for a renewal.
    private static int WithReserve(int demand) => demand + (demand / 4) + 1;

    // What is let go and not sent yet counts too.
    private int UsedInPeriod(TimeProvider time, long now)
    {
        var begin = now - Ticks(time, _period);
        while (_begun.TryPeek(out var first) && first <= begin)
        {
            _begun.Dequeue();
        }

        return _begun.Count + _unsent;
    }

    private static long Ticks(TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
