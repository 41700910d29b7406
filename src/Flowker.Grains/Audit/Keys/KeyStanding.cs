using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;

namespace Flowker.Grains.Audit.Keys;

/// <summary>
/// Which keys are trusted here, and which of those the chain itself confirms. A key is trusted here when this silo has it, or a trusted
/// one signed for it. It is confirmed when the line of keys that signed for each other leads to it from those that signed first, or the
/// settings name it.
/// </summary>
internal sealed class KeyStanding
{
    private readonly KeySuccession _trusted;
    private readonly KeySuccession _confirmed;
    private readonly SignedCheckpoint? _last;

    private KeyStanding(KeySuccession trusted, KeySuccession confirmed, SignedCheckpoint? last) =>
        (_trusted, _confirmed, _last) = (trusted, confirmed, last);

    public IReadOnlyCollection<VerificationKey> Keys => _trusted.Keys;

    public bool Trusts(Sha256 keyId) => _trusted.Trusts(keyId);

    public bool Confirms(Sha256 keyId) => _confirmed.Trusts(keyId);

    /// <summary>The signers' checkpoints must be linked, and the registrations proven.</summary>
    public static KeyStanding Of(
        IReadOnlyList<VerificationKey> roots,
        IReadOnlyList<VerificationKey> named,
        CheckpointSigners signers,
        IReadOnlyCollection<KeyRegistration> registrations)
    {
        var last = signers.LastOfEach;
        var trusted = KeySuccession.Follow(roots, last, registrations);
        var first = signers.Before(registrations.Count == 0 ? long.MaxValue : registrations.Min(r => r.Sequence)).ToHashSet();
        if (first.Count == 0 && signers.First is { } signer)
        {
            first.Add(signer);
        }

        var origin = trusted.Keys.Where(k => first.Contains(k.Id)).Concat(named);
        return new KeyStanding(trusted, KeySuccession.Follow(signers.Last is null ? roots : origin, last, registrations), signers.Last);
    }

    /// <summary>A checkpoint that is not signed by the key that it names, though that key is known.</summary>
    public ChainFault? FindForgery() =>
        _trusted.Forged is { } forged ? new ChainFault(forged.Content.FirstSequence, ChainFaultKind.Checkpoint) : null;

    /// <summary>That nobody can say who signed last; null when it is known.</summary>
    public ChainFault? FindDoubt() => _last?.Content.KeyId switch
    {
        null => null,
        { } key when !Trusts(key) => new ChainFault(_trusted.Reach + 1, ChainFaultKind.UnknownKey) { Key = key },
        { } key when !Confirms(key) => new ChainFault(_confirmed.Reach + 1, ChainFaultKind.UnconfirmedKey) { Key = key },
        _ => null,
    };
}
