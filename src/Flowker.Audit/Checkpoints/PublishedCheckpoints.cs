namespace Flowker.Audit.Checkpoints;

/// <summary>Checkpoints as they were published outside of the operator's reach, one JSON object a line.</summary>
public sealed class PublishedCheckpoints(IEnumerable<Checkpoint> checkpoints)
{
    private readonly HashSet<Sha256> _hashes = [];
    private readonly List<Checkpoint> _inOrder = [.. checkpoints.OrderBy(c => c.LastSequence)];

    public IReadOnlyList<Checkpoint> InOrder => _inOrder;

    public bool Holds(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (_hashes.Count == 0)
        {
            _hashes.UnionWith(_inOrder.Select(c => c.Hash));
        }

        return _hashes.Contains(checkpoint.Hash);
    }

    /// <summary>
    /// Throws <see cref="FormatException"/>, naming the line, when one is no checkpoint or not signed by a trusted key: such a
    /// line was not published by the service.
    /// </summary>
    public static PublishedCheckpoints Read(IEnumerable<string> lines, TrustedKeys keys)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(keys);
        List<Checkpoint> checkpoints = [];
        foreach (var (index, line) in lines.Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)))
        {
            var checkpoint = SignedCheckpoint.Parse(line);
            checkpoints.Add(keys.Verify(checkpoint)
                ? checkpoint.Content
                : throw new FormatException($"Line {index + 1} of the published checkpoints is not signed by a given key."));
        }

        return new PublishedCheckpoints(checkpoints);
    }
}
