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
        ArgumentNullException.ThrowIfNull(keys);
        return new PublishedCheckpoints(Parse(lines).Select(c => keys.Verify(c.Checkpoint)
            ? c.Checkpoint.Content
            : throw new FormatException($"Line {c.Line} of the published checkpoints is not signed by a given key.")));
    }

    /// <summary>The checkpoints as they stand there, whoever signed them. Throws <see cref="FormatException"/> when one is none.</summary>
    public static IEnumerable<(int Line, SignedCheckpoint Checkpoint)> Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var (index, line) in lines.Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)))
        {
            SignedCheckpoint checkpoint;
            try
            {
                checkpoint = SignedCheckpoint.Parse(line);
            }
            catch (FormatException failure)
            {
                throw new FormatException($"Line {index + 1} of the published checkpoints is none. {failure.Message}");
            }

            yield return (index + 1, checkpoint);
        }
    }
}
