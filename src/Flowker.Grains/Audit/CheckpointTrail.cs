using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Grains.Audit.Keys;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit;

/// <summary>The stored checkpoints in order, each checked against its predecessor; signatures are for <see cref="KeyStanding"/>.</summary>
/// <param name="chain">The chain that they must be of.</param>
/// <param name="registered">The keys that are registered in it, whose covering checkpoints are kept.</param>
/// <param name="copyLine">A checkpoint that was published before, as a line; null without one.</param>
internal sealed class CheckpointTrail(Guid chain, IReadOnlyList<RegisteredKey> registered, string? copyLine = null)
{
    private const int MaxAhead = 8_192;

    private readonly List<Checkpoint> _ahead = [];
    private readonly SignedCheckpoint? _copy = Copy(copyLine, chain);
    private readonly List<(RegisteredKey Key, Checkpoint Cover)> _covered = [];
    private Flowker.Audit.Sha256? _lastHash;
    private bool _copyMet;
    private bool _copyDiffers;

    public CheckpointSigners Signers { get; } = new();

    public Checkpoint? Last => Signers.Last?.Content;

    /// <summary>Those that a walk is to meet.</summary>
    public IEnumerable<Checkpoint> Ahead => _ahead;

    /// <summary>The registered keys that a checkpoint covers by now.</summary>
    public IReadOnlyList<(RegisteredKey Key, Checkpoint Cover)> Covered => _covered;

    public ChainFault? Add(CheckpointRow row)
    {
        try
        {
            var signed = SignedCheckpoint.Parse(row.Body);
            var content = signed.Content;
            if (content.Chain != chain || content.FirstSequence != (Last?.LastSequence ?? 0) + 1 || content.LastSequence != row.LastSequence
                || content.Size < 1 || content.Previous != _lastHash)
            {
                return Broken(row.FirstSequence);
            }

            Signers.Add(signed);
            _lastHash = content.Hash;
            _ahead.Add(content);
            _covered.AddRange(registered
                .Where(r => r.Registration.Sequence >= content.FirstSequence && r.Registration.Sequence <= content.LastSequence)
                .Select(r => (r, content)));
            Thin();
            if (_copy is not null && content.LastSequence == _copy.Content.LastSequence)
            {
                (_copyMet, _copyDiffers) = (true, content.Hash != _copy.Content.Hash);
            }

            return null;
        }
        catch (FormatException)
        {
            return Broken(row.FirstSequence);
        }
    }

    /// <summary>The walk begins behind what was added so far.</summary>
    public void Forget() => _ahead.Clear();

    /// <summary>
    /// What was published before must still be there, and be the same. Whoever signed a copy that is missing must be known: anyone could
    /// have put it there.
    /// </summary>
    public ChainFault? CheckCopy(KeyStanding standing)
    {
        if (_copy is not { Content: var copy } || (_copyMet && !_copyDiffers))
        {
            return null;
        }

        if (!standing.Trusts(copy.KeyId))
        {
            return new ChainFault(copy.FirstSequence, ChainFaultKind.UnknownKey) { Key = copy.KeyId };
        }

        return !standing.Keys.Single(k => k.Id == copy.KeyId).Verifies(_copy) ? null
            : copy.LastSequence > (Last?.LastSequence ?? 0) ? new ChainFault((Last?.LastSequence ?? 0) + 1, ChainFaultKind.Missing)
            : Broken(copy.FirstSequence);
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

    private static SignedCheckpoint? Copy(string? line, Guid chain)
    {
        try
        {
            return line is not null && SignedCheckpoint.Parse(line) is var copy && copy.Content.Chain == chain ? copy : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static ChainFault Broken(long sequence) => new(sequence, ChainFaultKind.Checkpoint);
}
