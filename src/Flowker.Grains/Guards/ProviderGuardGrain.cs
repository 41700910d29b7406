using Flowker.Engine.Guards;
using Flowker.Grains.Interfaces.Guards;

namespace Flowker.Grains.Guards;

/// <summary>
/// Keeps its state in memory only: leases run out within seconds, and after a loss the silos tell what they hold. Until all
/// of them can have done so, and until the leases of a silo that has gone must have run out, no lease grows.
/// </summary>
[GrainType("flowker.provider-guard")]
internal sealed class ProviderGuardGrain(SiloDepartures departures, TimeProvider time) : Grain, IProviderGuardGrain
{
    /// <summary>How long a lease lasts without renewal: what a dead silo held is free again after that.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    private readonly long _startedAt = time.GetTimestamp();
    private readonly PermitPool _concurrency = new();
    private readonly PermitPool _rate = new();
    private PermitPool _circuitPermits = new();
    private CircuitState _circuit = CircuitState.Closed with { Generation = time.GetUtcNow().ToUnixTimeMilliseconds() };
    private bool _wasOpen;
    private bool _closedByHand;
    private GuardSettings _settings = GuardSettings.Default;
    private int _version = -1;
    private TimeSpan _gatheredAt = departures.IsAlone ? TimeSpan.Zero : 2 * ProviderGuard.RenewalTime;
    private bool _gathered;

    public Task<GuardLease> RenewAsync(GuardReport report)
    {
        var now = time.GetElapsedTime(_startedAt);
        Gather(now);
        Obey(report.Limits, now);
        Hear(report, now);
        var lease = new GuardLease
        {
            ValidFor = LeaseTime,
            Generation = _circuit.Generation,
            Concurrency = _settings.MaxConcurrency is { } most ? Renew(_concurrency, report.Silo, report.Concurrency, most, now, _gathered) : null,
            Rate = _settings.RequestsPerSecond is { } rate ? Renew(_rate, report.Silo, report.Rate, CallRate.Of(rate).Permits, now, _gathered) : null,
            Circuit = _circuit.Cap(now, _settings) is { } cap ? Renew(_circuitPermits, report.Silo, CircuitClaim(report), cap, now, mayGrow: true) : null,
            OpenFor = _circuit.OpenFor(now, _settings),
            IsSpared = _circuit.Phase is CircuitPhase.Ramping,
        };
        return Task.FromResult(lease with { RenewSoon = _concurrency.IsShort || _rate.IsShort || lease.Circuit is > 0 });
    }

    public Task<CircuitReport> GetCircuitAsync(GuardLimits limits)
    {
        var now = time.GetElapsedTime(_startedAt);
        Obey(limits, now);
        _circuit = _circuit.At(now, _settings);
        return Task.FromResult(Report(now));
    }

    public Task<CircuitReport> CloseCircuitAsync(GuardLimits limits)
    {
        var now = time.GetElapsedTime(_startedAt);
        Obey(limits, now);
        _circuit = _circuit.Renewed(now);
        _circuitPermits = new PermitPool();
        _closedByHand = true;
        return Task.FromResult(Report(now));
    }

    private CircuitReport Report(TimeSpan now) => new()
    {
        State = _circuit.Phase switch
        {
            CircuitPhase.Open => "open",
            CircuitPhase.Probing => "probing",
            CircuitPhase.Ramping => "ramping",
            _ => "closed",
        },
        For = _wasOpen ? now - _circuit.Since : null,
        Left = _circuit.Phase switch
        {
            CircuitPhase.Open => _circuit.OpenFor(now, _settings),
            CircuitPhase.Ramping when _circuit.Since + _settings.Ramp > now => _circuit.Since + _settings.Ramp - now,
            _ => null,
        },
        Failures = _circuit.FailuresInRow,
    };

    private static int Renew(PermitPool pool, string silo, PermitClaim claim, int total, TimeSpan now, bool mayGrow) =>
        pool.Renew(silo, claim.Held, claim.Wanted, total, now, LeaseTime, mayGrow);

    // All living silos have told what they hold, and what the others held has run out.
    private void Gather(TimeSpan now)
    {
        if (!_gathered)
        {
            var runOut = LeaseTime + ProviderGuard.RenewalTime - departures.SinceLast;
            _gatheredAt = runOut > TimeSpan.Zero && now + runOut > _gatheredAt ? now + runOut : _gatheredAt;
            _gathered = now >= _gatheredAt;
        }
    }

    // What was begun before the breaker changed says nothing about now.
    private PermitClaim CircuitClaim(GuardReport report) =>
        report.Generation == _circuit.Generation ? report.Circuit : report.Circuit with { Held = 0 };

    private void Hear(GuardReport report, TimeSpan now)
    {
        var before = _circuit.Generation;
        _circuit = report.IsBroken && report.Generation != before && !_gathered && !_closedByHand && _circuit.Phase is CircuitPhase.Closed
            ? _circuit.Reopened(report.OpenFor, now, _settings)
            : _circuit.Heard(report.Succeeded, report.FailuresAfter, report.Generation, now, _settings);
        if (_circuit.Generation != before)
        {
            _circuitPermits = new PermitPool();
        }

        _wasOpen |= _circuit.Phase is not CircuitPhase.Closed;
    }

    // A silo may still have the settings of before the last change.
    private void Obey(GuardLimits limits, TimeSpan now)
    {
        if (limits.Version <= _version)
        {
            return;
        }

        _settings = new GuardSettings
        {
            MaxConcurrency = limits.MaxConcurrency,
            RequestsPerSecond = limits.RequestsPerSecond,
            BreaksCircuit = limits.BreaksCircuit,
            FailureThreshold = limits.FailureThreshold,
            Open = limits.Open,
            Ramp = limits.Ramp,
        };
        if (_version >= 0)
        {
            _circuit = _circuit.Renewed(now);
            _circuitPermits = new PermitPool();
        }

        _version = limits.Version;
    }
}
