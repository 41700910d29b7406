namespace Flowker.Audit.Checkpoints;

/// <summary>The public keys that somebody trusts, known by a way other than the file or database that they verify.</summary>
public sealed class TrustedKeys(IEnumerable<VerificationKey> keys)
{
    private readonly Dictionary<Sha256, VerificationKey> _keys = keys.DistinctBy(k => k.Id).ToDictionary(k => k.Id);

    public bool Contains(Sha256 keyId) => _keys.ContainsKey(keyId);

    /// <summary>Whether one of them signed it.</summary>
    public bool Verify(SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return _keys.TryGetValue(checkpoint.Content.KeyId, out var key) && key.Verifies(checkpoint);
    }
}
