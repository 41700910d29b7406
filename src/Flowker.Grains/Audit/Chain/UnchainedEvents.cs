using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Chain;

/// <summary>
/// Finds the events that have no place yet. To ask the database of each event whether it has one costs more than to read it,
/// so this is done only for what another writer may have chained; what this one chained itself it remembers, as the few ids that
/// did not appear yet. Being wrong would lose nothing: no event can be in the chain twice.
/// </summary>
internal sealed class UnchainedEvents
{
    // An id that is far ahead of all others would make a long list.
    private const int MaxMissing = 4_096;

    private readonly IAuditChain _chain;
    private readonly SortedSet<long> _missing = [];
    private long _foreign;
    private long _seen;

    private UnchainedEvents(IAuditChain chain, long foreign)
    {
        _chain = chain;
        (_foreign, _seen) = (foreign, foreign);
    }

    /// <summary>The highest id that is known to be in the chain.</summary>
    public long Seen => _seen;

    public static async Task<UnchainedEvents> BeginAsync(IAuditChain chain, CancellationToken cancellationToken) =>
        new(chain, await chain.ReadLastIdAsync(cancellationToken));

    /// <summary>
    /// Events behind <paramref name="settled"/>; <c>Whole</c> when none up to <see cref="Seen"/> was left out for the limit.
    /// </summary>
    public async Task<(IReadOnlyList<AuditRow> Rows, bool Whole)> ReadAsync(long settled, int limit, CancellationToken cancellationToken)
    {
        if (settled < _foreign)
        {
            var unchained = await _chain.ReadUnchainedAsync(settled, limit, cancellationToken);
            return (unchained, unchained.Count < limit);
        }

        _missing.RemoveWhere(id => id <= settled);
        IReadOnlyList<AuditRow> late = _missing.Count == 0 ? [] : await _chain.ReadEventsAsync(_missing, cancellationToken);
        var next = await _chain.ReadEventsAsync(_seen, limit, cancellationToken);
        return (late.Count == 0 ? next : [.. late, .. next], true);
    }

    /// <summary>The rows, as they were read, are in the chain now.</summary>
    public void Chained(IReadOnlyList<AuditRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Id <= _seen)
            {
                _missing.Remove(row.Id);
            }
            else if (row.Id - _seen - 1 > MaxMissing - _missing.Count)
            {
                _missing.Clear();
                (_foreign, _seen) = (row.Id, row.Id);
            }
            else
            {
                for (var id = _seen + 1; id < row.Id; id++)
                {
                    _missing.Add(id);
                }

                _seen = row.Id;
            }
        }
    }
}
