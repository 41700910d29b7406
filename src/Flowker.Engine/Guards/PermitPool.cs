namespace Flowker.Engine.Guards;

/// <summary>
/// Leases of a number of permits to silos, each known by name. The sum of what is leased never exceeds the total, except
/// while a total that was lowered comes down: a permit is given to another silo only when its holder has said that it let
/// it go, or its lease has run out. Times count from any fixed moment.
/// </summary>
public sealed class PermitPool
{
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private int _turns;

    /// <summary>Whether somebody wants more than its lease has.</summary>
    public bool IsShort { get; private set; }

    public int Leased(TimeSpan now) => _leases.Values.Where(l => l.EndsAt > now).Sum(l => l.Held);

    /// <summary>
    /// The new lease of a silo that says what it holds and what it wants. Nobody who was not heard of yet may be missing:
    /// while that is not sure, <paramref name="mayGrow"/> is false, and the silo keeps at most what it holds.
    /// </summary>
    public int Renew(string silo, int held, int wanted, int total, TimeSpan now, TimeSpan validFor, bool mayGrow)
    {
        foreach (var (gone, _) in _leases.Where(l => l.Value.EndsAt <= now).ToArray())
        {
            _leases.Remove(gone);
        }

        var lease = _leases.GetValueOrDefault(silo) ?? new Lease();
        if (held == 0 && wanted == 0)
        {
            _leases.Remove(silo);
            return 0;
        }

        lease.Wanted = wanted;
        lease.EndsAt = now + validFor;
        _leases[silo] = lease;
        var free = Math.Max(0, total - _leases.Where(l => l.Key != silo).Sum(l => l.Value.Held));
        var granted = Math.Min(Share(silo, total), mayGrow ? free : Math.Min(free, held));
        if (granted > 0 && !lease.Served)
        {
            lease.ServedAt = ++_turns;
        }

        lease.Served = granted > 0;
        lease.Granted = granted;
        // What it was granted before may still be in use until it says otherwise.
        lease.Held = Math.Max(held, granted);
        IsShort = _leases.Values.Any(l => l.Granted < l.Wanted);
        return granted;
    }

    // When permits are fewer than silos, they go round: who was served longest ago comes first.
    private int Share(string silo, int total)
    {
        var inTurn = _leases.OrderBy(l => l.Value.ServedAt).ThenBy(l => l.Key, StringComparer.Ordinal).ToArray();
        return FairShares.Divide(total, [.. inTurn.Select(l => l.Value.Wanted)])[Array.FindIndex(inTurn, l => l.Key == silo)];
    }

    private sealed class Lease
    {
        public int Held { get; set; }

        public int Wanted { get; set; }

        public int Granted { get; set; }

        public bool Served { get; set; }

        /// <summary>The turn in which it last got permits after it had none; 0 for never.</summary>
        public int ServedAt { get; set; }

        public TimeSpan EndsAt { get; set; }
    }
}
