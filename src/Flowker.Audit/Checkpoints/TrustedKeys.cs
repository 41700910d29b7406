namespace Flowker.Audit.Checkpoints;

/// <summary>The public keys that somebody trusts, known by a way other than the file or database that they verify.</summary>
/// <param name="keys">All that are known.</param>
/// <param name="unconfirmed">Those among them that are known, but of which nobody can say that they are the service's.</param>
public sealed class TrustedKeys(IEnumerable<VerificationKey> keys, IEnumerable<Sha256>? unconfirmed = null)
{
    private readonly Dictionary<Sha256, VerificationKey> _keys = keys.DistinctBy(k => k.Id).ToDictionary(k => k.Id);
    private readonly HashSet<Sha256> _unconfirmed = [.. unconfirmed ?? []];

    /// <summary>Those whose signature proves something.</summary>
    public IEnumerable<VerificationKey> Confirmed => _keys.Values.Where(k => IsConfirmed(k.Id));

    public bool Contains(Sha256 keyId) => _keys.ContainsKey(keyId);

    public bool IsConfirmed(Sha256 keyId) => _keys.ContainsKey(keyId) && !_unconfirmed.Contains(keyId);

    /// <summary>Whether one of them signed it, confirmed or not.</summary>
    public bool Verify(SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return _keys.TryGetValue(checkpoint.Content.KeyId, out var key) && key.Verifies(checkpoint);
    }
}
