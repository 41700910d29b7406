using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit;

/// <summary>The stored checkpoints in order, each checked against its predecessor, the last one by its signature.</summary>
internal sealed class CheckpointTrail(Guid chain, AuditKeys keys)
{
    private const int MaxAhead = 8_192;

    private readonly List<Checkpoint> _ahead = [];
    private SignedCheckpoint? _last;

    public Checkpoint? Last => _last?.Content;

    /// <summary>Those that a walk is to meet.</summary>
    public IEnumerable<Checkpoint> Ahead => _ahead;

    public ChainFault? Add(CheckpointRow row)
    {
        try
        {
            var signed = SignedCheckpoint.Parse(row.Body);
            var content = signed.Content;
            if (content.Chain != chain || content.FirstSequence != (Last?.LastSequence ?? 0) + 1 || content.LastSequence != row.LastSequence
                || content.Size < 1 || content.Previous != Last?.Hash)
            {
                return Broken(row.FirstSequence);
            }

            _last = signed;
            _ahead.Add(content);
            Thin();
            return null;
        }
        catch (FormatException)
        {
            return Broken(row.FirstSequence);
        }
    }

    /// <summary>The walk begins behind what was added so far.</summary>
    public void Forget() => _ahead.Clear();

    public ChainFault? CheckSignature() => _last is { } last && !keys.Trusted.Verify(last) ? Broken(last.Content.FirstSequence) : null;

    /// <summary>A copy that was published before: the trail must reach as far, and agree.</summary>
    public ChainFault? CheckCopy(string line)
    {
        SignedCheckpoint copy;
        try
        {
            copy = SignedCheckpoint.Parse(line);
        }
        catch (FormatException)
        {
            return null;
        }

        if (copy.Content.Chain != chain || !keys.Trusted.Verify(copy))
        {
            return null;
        }

        return copy.Content.LastSequence > (Last?.LastSequence ?? 0)
            ? new ChainFault((Last?.LastSequence ?? 0) + 1, ChainFaultKind.Missing)
            : _ahead.Find(c => c.LastSequence == copy.Content.LastSequence) is { } own && own.Hash != copy.Content.Hash
                ? Broken(own.FirstSequence)
                : null;
    }

    // Each checkpoint proves all before it. More of them only tell more exactly where a chain was written anew.
    private void Thin()
    {
        if (_ahead.Count > MaxAhead)
        {
            List<Checkpoint> kept = [.. _ahead.Where((_, i) => i % 2 == 1)];
            _ahead.Clear();
            _ahead.AddRange(kept);
        }
    }

    private static ChainFault Broken(long sequence) => new(sequence, ChainFaultKind.Checkpoint);
}
