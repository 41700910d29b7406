using Flowker.Audit;
using Flowker.Audit.Checkpoints;

namespace Flowker.Grains.Audit.Keys;

/// <summary>Which keys signed checkpoints, by what the checkpoints name: the first and the last of each.</summary>
internal sealed class CheckpointSigners
{
    // Whoever can write the database could name any number.
    private const int Most = 1_000;

    private readonly Dictionary<Sha256, (Checkpoint First, SignedCheckpoint Last)> _signers = [];

    public Sha256? First { get; private set; }

    public SignedCheckpoint? Last { get; private set; }

    /// <summary>The last checkpoint of each key.</summary>
    public IReadOnlyCollection<SignedCheckpoint> LastOfEach => [.. _signers.Values.Select(s => s.Last)];

    public void Add(SignedCheckpoint checkpoint)
    {
        var key = checkpoint.Content.KeyId;
        First ??= key;
        Last = checkpoint;
        if (_signers.TryGetValue(key, out var known))
        {
            _signers[key] = (known.First, checkpoint);
        }
        else if (_signers.Count < Most)
        {
            _signers[key] = (checkpoint.Content, checkpoint);
        }
    }

    /// <summary>The keys that signed before an entry.</summary>
    public IEnumerable<Sha256> Before(long sequence) => _signers.Where(s => s.Value.First.LastSequence < sequence).Select(s => s.Key);
}
