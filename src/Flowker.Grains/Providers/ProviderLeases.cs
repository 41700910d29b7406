using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Flowker.Grains.Secrets;
using Flowker.Storage;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Providers;

/// <summary>
/// Provider configurations as this silo's calls need them, secrets in clear, never sent between silos. What was read may be used
/// for <see cref="LeaseTime"/>, counted by this process's own clock from before it was asked for: a silo that nobody can reach
/// calls with old settings no longer than that. While calls are made it is read again in the background, so that none waits.
/// </summary>
internal sealed class ProviderLeases(IDefinitionStore definitions, SecretBox secrets, TimeProvider time)
{
    /// <summary>As long as version 0.1 keeps what it read, so that a change is obeyed after the same time there.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RenewBefore = TimeSpan.FromSeconds(1);

    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();

    /// <summary>Without asking anybody: the way of nearly every call.</summary>
    public bool TryGet(Guid id, [NotNullWhen(true)] out SettingsLease? lease)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.Lease is not { } current || !current.Holds)
        {
            lease = null;
            return false;
        }

        if (current.EndsWithin(RenewBefore))
        {
            _ = RenewAsync(id, entry);
        }

        lease = current;
        return true;
    }

    /// <summary>Throws <see cref="StorageUnavailableException"/>.</summary>
    public async ValueTask<SettingsLease> GetAsync(Guid id)
    {
        while (true)
        {
            if (TryGet(id, out var lease))
            {
                return lease;
            }

            var entry = _entries.GetOrAdd(id, static _ => new Entry());
            Trim();
            await ReadAsync(id, entry).ConfigureAwait(false);
            if (entry.Lease is { } read && read.Holds)
            {
                return read;
            }
        }
    }

    /// <summary>
    /// The configuration has this version now, or is gone: what was read before does not count any more. Completes when all that
    /// had begun with it has been sent.
    /// </summary>
    public Task ForgetAsync(Guid id, int version) => _entries.TryGetValue(id, out var entry) ? entry.ForgetAsync(version) : Task.CompletedTask;

    private async Task RenewAsync(Guid id, Entry entry)
    {
        if (!entry.TryBeginRenewal())
        {
            return;
        }

        try
        {
            // It belongs to no call, and to no call's trace.
            Task reading;
            using (ExecutionContext.SuppressFlow())
            {
                reading = ReadAsync(id, entry);
            }

            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            entry.EndRenewal();
        }
    }

    private async Task ReadAsync(Guid id, Entry entry)
    {
        while (true)
        {
            var changes = entry.BeginReading();
            try
            {
                var before = time.GetTimestamp();
                var row = await definitions.GetProviderConfigurationAsync(id).ConfigureAwait(false);
                if (entry.Take(row, changes, before + (long)(LeaseTime.TotalSeconds * time.TimestampFrequency), Lease))
                {
                    return;
                }
            }
            finally
            {
                entry.EndReading();
            }
        }
    }

    private SettingsLease Lease(ProviderConfigurationRow? row, long endsAt) => new(
        row?.Version ?? 0,
        row?.Name,
        row is { Status: "active" } ? ProviderConfigurationViews.Settings(row, secrets) : null,
        endsAt,
        time);

    private void Trim()
    {
        if (_entries.Count <= Capacity)
        {
            return;
        }

        foreach (var (id, entry) in _entries)
        {
            if (entry.IsIdle)
            {
                _entries.TryRemove(id, out _);
            }
        }
    }

    private sealed class Entry
    {
        private readonly Lock _lock = new();
        private volatile SettingsLease? _lease;
        private Task _left = Task.CompletedTask;
        private int _changes;
        private int _reading;
        private int _renewing;

        public SettingsLease? Lease => _lease;

        /// <summary>Nobody would miss it: what reads at this moment must hear of changes.</summary>
        public bool IsIdle => Volatile.Read(ref _reading) == 0 && _lease is not { Holds: true };

        public bool TryBeginRenewal() => Interlocked.Exchange(ref _renewing, 1) == 0;

        public void EndRenewal() => Volatile.Write(ref _renewing, 0);

        public int BeginReading()
        {
            Interlocked.Increment(ref _reading);
            lock (_lock)
            {
                return _changes;
            }
        }

        public void EndReading() => Interlocked.Decrement(ref _reading);

        /// <summary>False when the configuration was changed while it was read: what was read may be of before.</summary>
        public bool Take(ProviderConfigurationRow? row, int changes, long endsAt, Func<ProviderConfigurationRow?, long, SettingsLease> make)
        {
            lock (_lock)
            {
                if (changes != _changes)
                {
                    return false;
                }

                var version = row?.Version ?? 0;
                if (_lease is { } known && ((known.Version == version && known.Extend(endsAt)) || (row is not null && known.Version > version && known.Holds)))
                {
                    return true;
                }

                Revoke();
                _lease = make(row, endsAt);
                return true;
            }
        }

        public Task ForgetAsync(int version)
        {
            lock (_lock)
            {
                _changes++;
                if (_lease is { } known && known.Version < version)
                {
                    Revoke();
                }

                return _left;
            }
        }

        private void Revoke()
        {
            var left = _lease?.RevokeAsync() ?? Task.CompletedTask;
            _left = _left.IsCompleted ? left : Task.WhenAll(_left, left);
            _lease = null;
        }
    }
}
