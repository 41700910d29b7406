namespace Flowker.Audit.Checkpoints;

/// <summary>
/// Which keys can be trusted by someone who trusts a few: each vouches for the keys that are registered up to the last checkpoint that it
/// signed, and those for others.
/// </summary>
public sealed class KeySuccession
{
    private readonly Dictionary<Sha256, VerificationKey> _trusted;

    private KeySuccession(IEnumerable<VerificationKey> roots) => _trusted = roots.DistinctBy(k => k.Id).ToDictionary(k => k.Id);

    /// <summary>The last sequence that a checkpoint of a trusted key covers; 0 without any.</summary>
    public long Reach { get; private set; }

    /// <summary>The first checkpoint that names a trusted key and was not signed by it.</summary>
    public SignedCheckpoint? Forged { get; private set; }

    public IReadOnlyCollection<VerificationKey> Keys => _trusted.Values;

    public bool Trusts(Sha256 keyId) => _trusted.ContainsKey(keyId);

    /// <summary>
    /// The checkpoints must be linked to each other and their chain, or each compared with it; of each key the last one is enough. The
    /// content of the registrations must be that of the chain.
    /// </summary>
    public static KeySuccession Follow(
        IEnumerable<VerificationKey> roots, IReadOnlyCollection<SignedCheckpoint> checkpoints, IReadOnlyCollection<KeyRegistration> registrations)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        ArgumentNullException.ThrowIfNull(registrations);
        var succession = new KeySuccession(roots);
        var open = checkpoints.OrderBy(c => c.Content.LastSequence).ToList();
        while (succession.Take(open))
        {
            foreach (var registered in registrations.Where(r => r.Sequence <= succession.Reach))
            {
                succession._trusted.TryAdd(registered.Key.Id, registered.Key);
            }
        }

        return succession;
    }

    // True when one of those that were left was signed by a key that is trusted by now.
    private bool Take(List<SignedCheckpoint> open)
    {
        var known = open.Where(c => Trusts(c.Content.KeyId)).ToList();
        open.RemoveAll(c => Trusts(c.Content.KeyId));
        foreach (var checkpoint in known)
        {
            if (_trusted[checkpoint.Content.KeyId].Verifies(checkpoint))
            {
                Reach = Math.Max(Reach, checkpoint.Content.LastSequence);
            }
            else
            {
                Forged ??= checkpoint;
            }
        }

        return known.Count > 0;
    }
}
