using System.Buffers;
using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Chain;

/// <summary>
/// Gives events their places, batch by batch. A batch is one transaction that finds the head as it was read or does nothing,
/// so it may die between any two steps and be begun again by anyone.
/// </summary>
internal sealed class ChainWriter(IAuditChain chain, string owner, ChainHead head)
{
    public const int BatchSize = 2_048;

    private readonly ArrayBufferWriter<byte> _buffer = new(1_024);
    private UnchainedEvents? _events;
    private SettledWatch? _watch;

    public ChainHead Head { get; private set; } = head;

    /// <summary>The hashes that were added, in order; null when somebody else extended the chain, and this writer must end.</summary>
    public async Task<IReadOnlyList<Sha256>?> AdvanceAsync(CancellationToken cancellationToken)
    {
        var events = _events ??= await UnchainedEvents.BeginAsync(chain, cancellationToken);
        var watch = _watch ??= new SettledWatch(Head.Settled, events.Seen);
        var writers = await chain.WritersAsync(cancellationToken);
        var (rows, whole) = await events.ReadAsync(Head.Settled, BatchSize, cancellationToken);
        watch.Look(writers, [.. rows.Select(r => r.Id)], whole);
        if (rows.Count == 0 && watch.Settled == Head.Settled)
        {
            return [];
        }

        var (links, hashes) = Link(rows);
        var append = new ChainAppend { Owner = owner, Expected = Head, Links = links, Settled = watch.Settled };
        if (!await chain.AppendAsync(append, cancellationToken))
        {
            return null;
        }

        events.Chained(rows);
        Head = Head with
        {
            Sequence = Head.Sequence + links.Count,
            Hash = links.Count > 0 ? links[^1].Hash : Head.Hash,
            Settled = watch.Settled,
        };
        return hashes;
    }

    private (List<ChainLink> Links, List<Sha256> Hashes) Link(IReadOnlyList<AuditRow> rows)
    {
        List<ChainLink> links = new(rows.Count);
        List<Sha256> hashes = new(rows.Count);
        var (sequence, previous) = (Head.Sequence, Head.Hash.ToHash());
        foreach (var row in rows)
        {
            var hash = EntryHash.Of(_buffer, row.Entry.At(++sequence), previous);
            links.Add(new ChainLink(sequence, row.Id, hash.ToArray()));
            hashes.Add(hash);
            previous = hash;
        }

        return (links, hashes);
    }
}
