using Flowker.Engine.Executions;
using Flowker.Engine.Guards;
using Flowker.Grains.Interfaces.Guards;

namespace Flowker.Grains.Guards;

/// <summary>
/// One silo's share of one provider: admits calls by the lease it holds, without asking anybody, and lets the others wait
/// in order. Leases are renewed in the background while the provider is in use. Thread-safe.
/// </summary>
internal sealed class ProviderGuard : IDisposable
{
    /// <summary>Between two renewals of a lease that is in use.</summary>
    public static readonly TimeSpan RenewalTime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BusyRenewalTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QuietRenewalTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastRenewalTime = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeastHold = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Func<GuardReport, Task<GuardLease?>> _renew;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly string _silo;
    private readonly LinkedList<GuardTicket> _queue = [];
    private readonly GuardShares _shares = new();
    private readonly CallHealth _health = new();
    private GuardSettings _settings;
    private int _version;
    private long _leaseEndsAt = long.MinValue;
    private long _openUntil = long.MinValue;
    private long _usedAt;
    private long _renewedAt = long.MinValue;
    private long _renewAt = long.MaxValue;
    private long _armedFor = long.MaxValue;
    private TaskCompletionSource? _asked;
    private TaskCompletionSource? _answering;
    private bool _spared;
    private bool _renewing;
    private bool _unheard = true;
    private bool _disposed;

    public ProviderGuard(
        Guid providerConfigId, string silo, GuardSettings settings, int version, Func<GuardReport, Task<GuardLease?>> renew, TimeProvider time)
    {
        ProviderConfigId = providerConfigId;
        _silo = silo;
        _settings = settings;
        _version = version;
        _renew = renew;
        _time = time;
        _shares.Obey(null, settings);
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Guid ProviderConfigId { get; }

    /// <summary>True while the provider counts as down, or is only tried.</summary>
    public bool IsBroken
    {
        get
        {
            lock (_lock)
            {
                return _shares.Circuit is not null;
            }
        }
    }

    /// <summary>Takes the settings of a newer version of the configuration.</summary>
    public void Obey(GuardSettings settings, int version)
    {
        lock (_lock)
        {
            if (version < _version || (version == _version && settings == _settings))
            {
                return;
            }

            var now = _time.GetTimestamp();
            _shares.Obey(_settings, settings);
            _settings = settings;
            _version = version;
            RenewSoon(now);
            Arm(now);
        }
    }

    /// <summary>Asks for the cluster's word; completes when it has come, or could not.</summary>
    public Task RenewAsync()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _asked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            RenewSoon(now);
            Arm(now);
            return _asked.Task;
        }
    }

    /// <summary>The way of nearly every call. False when it has to wait: <see cref="Queue"/>.</summary>
    public bool TryEnter(out GuardPermit permit)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            Use(now);
            if (_queue.Count == 0 && Admits(now))
            {
                permit = Begin();
                return true;
            }
        }

        permit = default;
        return false;
    }

    /// <param name="leavesWhenBroken">It does not wait while the provider counts as down.</param>
    public GuardTicket Queue(bool leavesWhenBroken = false)
    {
        var ticket = new GuardTicket(this, leavesWhenBroken);
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            ticket.Place = _queue.AddLast(ticket);
            Pump(now);
            RenewSoon(now);
            Arm(now);
        }

        return ticket;
    }

    /// <summary>
    /// Why a call has to wait now, and for how long at most before it is tried again: when it should have had its turn by
    /// then, and not at one time with all others.
    /// </summary>
    public (HoldCause Cause, TimeSpan AtMost) Waits()
    {
        lock (_lock)
        {
            var spread = LeastHold * (1 + Random.Shared.NextDouble());
            return _shares.Circuit is null
                ? (HoldCause.Limit, spread)
                : (HoldCause.CircuitBreaker, Until(_time.GetTimestamp(), _openUntil) + _settings.Ramp + spread);
        }
    }

    /// <summary>
    /// True while the provider counts as down, or one call finds out whether it still is; false when it is only spared. With it,
    /// whether that is sure until a moment that is still to come: after it, the cluster has to be asked.
    /// </summary>
    public (bool Broken, bool ForSure) State()
    {
        lock (_lock)
        {
            return (IsDown, IsDown && _time.GetTimestamp() < _openUntil);
        }
    }

    public void Send()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _shares.Send(now);
            if (_queue.Count > 0)
            {
                Arm(now);
            }
        }
    }

    public void GiveBack(GuardPermit permit, CallVerdict verdict, bool wasSent)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _shares.End(_health.IsCurrent(permit.Generation), wasSent);
            if (_health.Heard(permit.Generation, verdict) && _settings.BreaksCircuit
                && (verdict is CallVerdict.Down || _shares.Circuit is not null))
            {
                Suspect(now);
                RenewSoon(now);
            }

            Pump(now);
            Arm(now);
        }
    }

    public void Forget(GuardTicket ticket)
    {
        lock (_lock)
        {
            if (ticket.Place is { List: not null } place)
            {
                _queue.Remove(place);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    // Before the cluster's first word, and after a rest, this silo does not know whether the provider is down. A silo that stands
    // still may owe that word for long.
    private bool AwaitsWord(long now) =>
        _unheard && _settings.BreaksCircuit && !(_renewing && now >= After(_renewedAt, Patience));

    private bool Admits(long now) =>
        !AwaitsWord(now) && (_shares.IsFree || (now < _leaseEndsAt && _shares.Admit(_time, now)));

    private bool IsDown => _shares.Circuit is not null && !_spared;

    private GuardPermit Begin()
    {
        _shares.Begin();
        return new GuardPermit(this, _health.Generation);
    }

    private void Use(long now)
    {
        _usedAt = now;
        if (_renewAt == long.MaxValue && !_renewing)
        {
            RenewSoon(now);
            Arm(now);
        }
    }

    private void Pump(long now)
    {
        while (_queue.First is { } first && Admits(now))
        {
            _queue.RemoveFirst();
            _usedAt = now;
            first.Value.Grant(Begin());
        }

        if (_queue.Count > 0 && IsDown && now < _openUntil)
        {
            TurnAway();
        }
    }

    private void TurnAway()
    {
        for (var place = _queue.First; place is not null;)
        {
            var next = place.Next;
            if (place.Value.LeavesWhenBroken)
            {
                _queue.Remove(place);
                place.Value.Turn();
            }

            place = next;
        }
    }

    // So many failures in a row here are enough, and one while it is only tried: nothing more is sent until the cluster's word is heard.
    private void Suspect(long now)
    {
        if (!_health.HasFailed || (_shares.Circuit is null && _health.FailuresInRow < _settings.FailureThreshold))
        {
            return;
        }

        (_openUntil, _spared) = _shares.Circuit is null ? (After(now, _settings.Open), false) : (_openUntil, _spared);
        _shares.Circuit = 0;
    }

    private void RenewSoon(long now) =>
        _renewAt = Math.Min(_renewAt, _renewedAt == long.MinValue ? now : Math.Max(now, After(_renewedAt, LeastRenewalTime)));

    public static GuardLimits LimitsOf(GuardSettings settings, int version) => new()
    {
        Version = version,
        MaxConcurrency = settings.MaxConcurrency,
        RequestsPerSecond = settings.RequestsPerSecond,
        BreaksCircuit = settings.BreaksCircuit,
        FailureThreshold = settings.FailureThreshold,
        Open = settings.Open,
        Ramp = settings.Ramp,
    };

    private void Arm(long now)
    {
        var due = !_renewing ? _renewAt
            : _queue.Count > 0 && AwaitsWord(now) ? After(_renewedAt, Patience)
            : long.MaxValue;
        if (_queue.Count > 0 && _shares.NextCallAt(_time, now) is { } free)
        {
            due = Math.Min(due, free);
        }

        if (due != _armedFor && !_disposed)
        {
            _armedFor = due;
            _timer.Change(due == long.MaxValue ? Timeout.InfiniteTimeSpan : Until(now, due), Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        GuardReport? report = null;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _armedFor = long.MaxValue;
            Pump(now);
            if (!_renewing && now >= _renewAt)
            {
                report = Report(now);
            }

            Arm(now);
        }

        if (report is not null)
        {
            _ = RenewAsync(report);
        }
    }

    private GuardReport Report(long now)
    {
        _renewing = true;
        _renewedAt = now;
        _renewAt = long.MaxValue;
        (_answering, _asked) = (_asked, null);
        var idle = IsIdle(now);
        if (idle || now >= _leaseEndsAt)
        {
            _shares.LetGo();
        }

        var (succeeded, failures) = _health.Take();
        return new GuardReport
        {
            Silo = _silo,
            Limits = LimitsOf(_settings, _version),
            Generation = _health.Generation,
            Succeeded = succeeded,
            FailuresAfter = failures,
            Concurrency = _shares.ConcurrencyClaim(_queue.Count, idle),
            Rate = _shares.RateClaim(_time, now, _queue.Count, idle),
            Circuit = _shares.CircuitClaim(_queue.Count, idle),
            IsBroken = _shares.Circuit is not null,
            OpenFor = Until(now, _openUntil),
        };
    }

    private async Task RenewAsync(GuardReport report)
    {
        var lease = await _renew(report).ConfigureAwait(false);
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _renewing = false;
            _unheard = IsIdle(now);
            if (lease is null)
            {
                Miss(report, now);
            }
            else
            {
                Take(lease, now);
            }

            _answering?.TrySetResult();
            _answering = null;
            if (_asked is not null)
            {
                RenewSoon(now);
            }

            Pump(now);
            Arm(now);
        }
    }

    private void Take(GuardLease lease, long now)
    {
        // Counted from the question, so that it ends here before it ends at the guard.
        _leaseEndsAt = After(_renewedAt, lease.ValidFor);
        _openUntil = After(now, lease.OpenFor);
        if (_health.Enter(lease.Generation))
        {
            _shares.EnterGeneration();
        }

        _shares.Take(_settings, lease);
        // A guard that does not say lets more than the one call through, which finds out, only when it spares.
        _spared = lease.IsSpared ?? lease.Circuit > 1;
        if (_health.HasFailed && _settings.BreaksCircuit)
        {
            // It failed while the report was on its way: the cluster's word does not know of it yet.
            Suspect(now);
            RenewSoon(now);
        }

        if (!IsIdle(now))
        {
            var next = _queue.Count > 0 || lease.RenewSoon ? BusyRenewalTime
                : _shares.IsFree ? QuietRenewalTime
                : RenewalTime;
            next = lease.OpenFor > next ? (lease.OpenFor < QuietRenewalTime ? lease.OpenFor : QuietRenewalTime) : next;
            _renewAt = Math.Min(_renewAt, After(now, next));
        }
    }

    // The guard cannot be reached. Limits are kept: their lease runs out. A breaker that nobody can close is forgotten in time.
    private void Miss(GuardReport report, long now)
    {
        _health.GiveBack(report.Generation, report.Succeeded, report.FailuresAfter);
        if (now >= _leaseEndsAt && now >= _openUntil)
        {
            _shares.Circuit = null;
        }

        _renewAt = Math.Min(_renewAt, After(now, RenewalTime));
    }

    private bool IsIdle(long now) => _queue.Count == 0 && _shares.InFlight == 0 && _time.GetElapsedTime(_usedAt, now) > IdleAfter;

    private long After(long timestamp, TimeSpan span) => timestamp + (long)(span.TotalSeconds * _time.TimestampFrequency);

    private TimeSpan Until(long now, long timestamp) => timestamp <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, timestamp);
}
