namespace Flowker.Grains.Audit.Chain;

/// <summary>
/// Knows up to which id every event is in the chain. Ids are given out before they are committed, so a lower one may appear
/// after a higher one, or never. But whoever drew an id below one that was already seen was in flight at that time: once all
/// those transactions have ended and what they left was read, nothing below can appear any more.
/// </summary>
/// <param name="settled">The id up to which this is known already.</param>
/// <param name="seen">An id that was seen before the first look.</param>
internal sealed class SettledWatch(long settled, long seen)
{
    private long _seen = Math.Max(settled, seen);
    private (long UpTo, IReadOnlySet<string> Writers)? _watch;

    public long Settled { get; private set; } = settled;

    /// <summary>
    /// One look: the writers in flight before the unchained events were read, the ids that were read in order, and whether there
    /// were no more. All of them must be in the chain before the new value of <see cref="Settled"/> holds.
    /// </summary>
    public void Look(IReadOnlySet<string> writersBefore, IReadOnlyList<long> ids, bool whole)
    {
        if (_watch is { } watch && !watch.Writers.Overlaps(writersBefore))
        {
            if (whole || (ids.Count > 0 && ids[^1] >= watch.UpTo))
            {
                Settled = Math.Max(Settled, watch.UpTo);
                _watch = null;
            }
        }

        _watch ??= _seen > Settled ? (_seen, writersBefore) : null;
        if (ids.Count > 0)
        {
            _seen = Math.Max(_seen, ids[^1]);
        }
    }
}
