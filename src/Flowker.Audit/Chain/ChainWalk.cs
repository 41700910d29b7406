using Flowker.Audit.Checkpoints;

namespace Flowker.Audit.Chain;

/// <summary>
/// Walks along a chain and finds the first sequence at which it is not what it was. Nothing is kept but the last hash, so a
/// chain of any length can be walked. Checkpoints on the way must be met exactly.
/// </summary>
public sealed class ChainWalk
{
    private readonly Queue<Checkpoint> _ahead;

    /// <summary>
    /// Begins behind <paramref name="sequence"/>, whose hash is trusted; behind 0 there is no hash. Checkpoints must be in order;
    /// those at or before the beginning are left out.
    /// </summary>
    public ChainWalk(long sequence, Sha256? hash, IEnumerable<Checkpoint> checkpoints)
    {
        Sequence = sequence;
        Hash = hash;
        _ahead = new Queue<Checkpoint>(checkpoints.Where(c => c.LastSequence > sequence));
    }

    /// <summary>Of the last entry that was found good.</summary>
    public long Sequence { get; private set; }

    /// <summary>Of the last entry that was found good; null before the first.</summary>
    public Sha256? Hash { get; private set; }

    /// <summary>How many entries were looked at, a bad one included.</summary>
    public long Checked { get; private set; }

    /// <summary>The last checkpoint that was met.</summary>
    public Checkpoint? Met { get; private set; }

    /// <summary>
    /// The next entry as it is stored, and its hash as recomputed from its content and <see cref="Hash"/>. Null when it is good;
    /// after a fault the walk is over.
    /// </summary>
    public ChainFault? Step(long sequence, Sha256 stored, Sha256 recomputed)
    {
        Checked++;
        if (sequence != Sequence + 1)
        {
            return new ChainFault(Sequence + 1, ChainFaultKind.Missing);
        }

        if (stored != recomputed)
        {
            return new ChainFault(sequence, ChainFaultKind.Content);
        }

        if (_ahead.TryPeek(out var next) && next.LastSequence == sequence)
        {
            if (next.HeadHash != stored)
            {
                return new ChainFault(sequence, ChainFaultKind.Checkpoint);
            }

            Met = _ahead.Dequeue();
        }

        Sequence = sequence;
        Hash = stored;
        return null;
    }

    /// <summary>
    /// The end of what is stored, when it was walked up to there. A checkpoint that lies ahead tells that there was more.
    /// </summary>
    public ChainFault? End() => _ahead.Count > 0 ? new ChainFault(Sequence + 1, ChainFaultKind.Missing) : null;
}

/// <summary>The first sequence at which a chain is broken or cannot be confirmed, and how.</summary>
public sealed record ChainFault(long Sequence, ChainFaultKind Kind)
{
    /// <summary>The key that is not known or not confirmed.</summary>
    public Sha256? Key { get; init; }

    /// <summary>Whether something is not as it was written; otherwise it is only not known who signed it.</summary>
    public bool IsChange => Kind is not (ChainFaultKind.UnknownKey or ChainFaultKind.UnconfirmedKey);

    /// <summary>For people.</summary>
    public string Message => Kind switch
    {
        ChainFaultKind.UnknownKey =>
            $"From entry {Sequence} on the checkpoints are signed by a key that is not trusted here, {Key}. Nothing was found changed, but who signed is not known.",
        ChainFaultKind.UnconfirmedKey =>
            $"From entry {Sequence} on the checkpoints are signed by an unconfirmed key, {Key}: no key before signed that it is the service's. Nothing was found changed.",
        ChainFaultKind.Missing => $"Entry {Sequence} is missing: it was removed, or the end of the chain was cut off.",
        ChainFaultKind.Content => $"Entry {Sequence} is not what was written: its content, or the hash before it, was changed.",
        _ => $"At entry {Sequence} the chain differs from the checkpoint that was signed there: it was written anew.",
    };
}

/// <summary>In what way a chain is broken.</summary>
public enum ChainFaultKind
{
    /// <summary>There is no such entry.</summary>
    Missing,

    /// <summary>The hash of the entry is not that of its content and its predecessor.</summary>
    Content,

    /// <summary>The links hold, but a signed checkpoint says otherwise.</summary>
    Checkpoint,

    /// <summary>Nothing is broken, but whoever looks does not know the key of the signature.</summary>
    UnknownKey,

    /// <summary>Nothing is broken, and the key is known, but no key before it signed that it belongs to the chain.</summary>
    UnconfirmedKey,
}
