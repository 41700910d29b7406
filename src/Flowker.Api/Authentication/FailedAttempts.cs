using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Authentication;

/// <summary>How attempts that failed are slowed. The first few of an address cost nothing.</summary>
internal sealed class FailedAttemptOptions
{
    public int Free { get; set; } = 10;

    /// <summary>For the first that is slowed; twice as long for each after it.</summary>
    public TimeSpan First { get; set; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After which one attempt of an address is forgotten.</summary>
    public TimeSpan Forgiven { get; set; } = TimeSpan.FromSeconds(6);
}

/// <summary>
/// Makes guessing slow: the answer to a wrong key, token or webhook secret is held back, the longer the more of them came from the same
/// address. Whoever proves who he is is never slowed, also not behind the address of somebody who guesses, such as a proxy that many share.
/// Attempts are logged as a count, so that a stranger cannot fill the log.
/// </summary>
internal sealed partial class FailedAttempts(IOptions<FailedAttemptOptions> settings, TimeProvider time, ILogger<FailedAttempts> logger) : IDisposable
{
    public const int MostAddresses = 10_000;
    public const int MostHeld = 1_000;
    public const int MostHeldOfAddress = 50;

    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Attempts> _byAddress = [];
    private readonly FailedAttemptOptions _options = settings.Value;
    private readonly Attempts _others = new();
    private ITimer? _timer;
    private bool _waiting;
    private long _sweptAt;
    private int _held;
    private long _unlogged;
    private IPAddress _last = IPAddress.None;

    /// <summary>How many addresses are remembered.</summary>
    internal int Addresses
    {
        get
        {
            lock (_lock)
            {
                return _byAddress.Count;
            }
        }
    }

    /// <summary>Counts an attempt, and returns when it may be answered.</summary>
    public async Task SlowAsync(HttpContext http)
    {
        var attempts = Count(Network(http.Connection.RemoteIpAddress ?? IPAddress.None), out var delay);
        if (delay == TimeSpan.Zero)
        {
            return;
        }

        if (!TryHold(attempts))
        {
            // Too many wait already to hold this one too: it costs whoever sent it a new connection.
            http.Response.Headers.Connection = HttpProtocol.IsHttp11(http.Request.Protocol) ? "close" : http.Response.Headers.Connection;
            return;
        }

        try
        {
            await Task.Delay(delay, time, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Release(attempts);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private Attempts Count(IPAddress address, out TimeSpan delay)
    {
        lock (_lock)
        {
            Log(address);
            var now = time.GetTimestamp();
            if (!_byAddress.TryGetValue(address, out var attempts))
            {
                if (_byAddress.Count >= MostAddresses)
                {
                    Sweep(now);
                }

                // More addresses at once than are remembered are one to it.
                attempts = _byAddress.Count >= MostAddresses ? _others : _byAddress[address] = new Attempts();
            }

            attempts.Number = Remembered(attempts, now) + 1;
            attempts.At = now;
            var beyond = Math.Ceiling(attempts.Number - _options.Free);
            delay = beyond < 1 ? TimeSpan.Zero : _options.First * Math.Pow(2, Math.Min(beyond - 1, 30));
            delay = delay < _options.Longest ? delay : _options.Longest;
            return attempts;
        }
    }

    private double Remembered(Attempts attempts, long now) =>
        Math.Max(0, attempts.Number - (time.GetElapsedTime(attempts.At, now) / _options.Forgiven));

    private void Sweep(long now)
    {
        if (_sweptAt != 0 && time.GetElapsedTime(_sweptAt, now) < SweepEvery)
        {
            return;
        }

        _sweptAt = now;
        foreach (var (address, _) in _byAddress.Where(a => a.Value.Held == 0 && Remembered(a.Value, now) < 1).ToArray())
        {
            _byAddress.Remove(address);
        }
    }

    private bool TryHold(Attempts attempts)
    {
        lock (_lock)
        {
            if (_held >= MostHeld || attempts.Held >= MostHeldOfAddress)
            {
                return false;
            }

            _held++;
            attempts.Held++;
            return true;
        }
    }

    private void Release(Attempts attempts)
    {
        lock (_lock)
        {
            _held--;
            attempts.Held--;
        }
    }

    // The first is logged at once, those of the minute after it together.
    private void Log(IPAddress address)
    {
        (_last, _unlogged) = (address, _unlogged + 1);
        if (_waiting)
        {
            return;
        }

        Tell();
        _waiting = true;
        _timer ??= time.CreateTimer(_ => OnMinute(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(LogEvery, Timeout.InfiniteTimeSpan);
    }

    private void OnMinute()
    {
        lock (_lock)
        {
            _waiting = _unlogged > 0;
            if (_waiting)
            {
                Tell();
                _timer!.Change(LogEvery, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Tell()
    {
        Failed(logger, _unlogged, _last);
        _unlogged = 0;
    }

    // Who has an IPv6 address has the other ones of its network, too.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    [LoggerMessage(210, LogLevel.Warning, "Failed attempts to prove who calls, since this was last said: {Count}, the last one from {Address}.")]
    private static partial void Failed(ILogger logger, long count, IPAddress address);

    private sealed class Attempts
    {
        public double Number { get; set; }

        public long At { get; set; }

        public int Held { get; set; }
    }
}
