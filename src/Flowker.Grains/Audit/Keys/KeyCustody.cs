using Flowker.Audit;
using Flowker.Audit.Checkpoints;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Keys;

/// <summary>
/// Decides with which key the silo that extends the chain signs behind the last checkpoint, and which keys must be registered first.
/// </summary>
internal sealed class KeyCustody(
    AuditKeys keys, KeyDirectory directory, RegisteredKeys registered, IAuditCheckpoints checkpoints, IAuditKeyStore store, TimeProvider time,
    ILogger<KeyCustody> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private (Sha256 Key, long Beats, long Since, bool Seen)? _missing;
    private Sha256? _warnedOf;
    private long? _beatAt;
    private bool _offered;

    /// <summary>A new turn at the chain: whatever was waited for is waited for anew.</summary>
    public void Begin() => (_missing, _warnedOf) = (null, null);

    /// <summary>The key to sign with; null while there is none, or what was signed last is not to be built on.</summary>
    public async Task<SigningKey?> ForAsync(SignedCheckpoint? last, CancellationToken cancellationToken)
    {
        var own = await keys.GetSigningAsync(cancellationToken);
        if (!keys.AreShared)
        {
            return own is not null && (last is null || new TrustedKeys([own.PublicKey, .. keys.Trusted]).Verify(last)) ? own : Refuse(last);
        }

        if (last is null)
        {
            // A key that was made before anything was signed may as well be the one that signs.
            return own ?? (await keys.SealAsync(new SealedKey(keys.GetOwn(make: false) ?? SigningKey.Create(), null), cancellationToken))?.Key;
        }

        var key = last.Content.KeyId;
        if (own?.PublicKey is { } current && current.Id == key)
        {
            return current.Verifies(last) ? own : Refuse(last);
        }

        if (keys.Configured is null)
        {
            if (keys.GetOwn(make: false) is { } before && before.PublicKey.Id == key && before.PublicKey.Verifies(last))
            {
                return (await keys.SealAsync(new SealedKey(before, null), cancellationToken))?.Key;
            }

            if (own is null)
            {
                return await ReplaceAsync(last, cancellationToken);
            }

            if ((await keys.GetSealedAsync(cancellationToken))?.Succeeds == key)
            {
                return own;
            }
        }

        var (standing, _) = await directory.GetAsync(cancellationToken);
        return own is not null && standing.Trusts(key) && standing.Confirms(own.PublicKey.Id) && standing.FindForgery() is null ? own : Refuse(last);
    }

    /// <summary>The keys that the chain does not name yet, when <paramref name="own"/> is about to sign behind the last checkpoint.</summary>
    public async Task<IReadOnlyList<NewKey>> FindUnregisteredAsync(SigningKey own, SignedCheckpoint? last, CancellationToken cancellationToken)
    {
        if (!keys.AreShared)
        {
            return [];
        }

        var known = (await registered.ListIdsAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        List<NewKey> missing = [];
        if (known.Count == 0 && last is not null)
        {
            var (_, signers) = await directory.GetAsync(cancellationToken);
            missing.AddRange(signers.LastOfEach
                .Select(c => own.PublicKey.Id == c.Content.KeyId ? own.PublicKey : keys.Trusted.FirstOrDefault(k => k.Id == c.Content.KeyId) ?? SignerRecovery.Of(c))
                .OfType<VerificationKey>()
                .Select(k => new NewKey(k, "It signed checkpoints before keys were registered.")));
        }

        var succeeds = keys.Configured is null ? (await keys.GetSealedAsync(cancellationToken))?.Succeeds : null;
        missing.Add(succeeds is { } lost ? new NewKey(own.PublicKey, $"No key before signed it: the key {lost}, which signed last, was not to be had.", IsConfirmed: false)
            : known.Count == 0 ? new NewKey(own.PublicKey, "It is the first key of the chain.")
            : last?.Content.KeyId == own.PublicKey.Id ? new NewKey(own.PublicKey, "It signed checkpoints before it was registered.")
            : new NewKey(own.PublicKey, "No key before signed it.", IsConfirmed: false));
        missing.AddRange(keys.Trusted.Select(k => new NewKey(k, "The settings name it.")));
        return [.. missing.DistinctBy(k => k.Key.Id).Where(k => !known.Contains(k.Key.Id.ToString()))];
    }

    /// <summary>
    /// For the silo that does not extend the chain: seals the key of the last checkpoint where it is this silo's own, and says that a key
    /// outside of the database is there.
    /// </summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        if (!keys.AreShared)
        {
            return;
        }

        if (keys.Configured is { } configured)
        {
            if (_beatAt is not { } beat || time.GetElapsedTime(beat) >= Beat)
            {
                await store.BeatAsync(configured.PublicKey.Id.ToString(), cancellationToken);
                _beatAt = time.GetTimestamp();
            }
        }
        else if (!_offered)
        {
            _offered = await OfferAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Whether another silo, which has the key that is missing here, lives and should extend the chain: it alone can sign.
    /// </summary>
    public async Task<bool> IsElsewhereAsync(CancellationToken cancellationToken)
    {
        if (_missing is not { } missing)
        {
            return false;
        }

        if (await keys.GetSigningAsync(cancellationToken) is not null)
        {
            Begin();
            return false;
        }

        var beats = await store.CountBeatsAsync(missing.Key.ToString(), cancellationToken);
        if (beats != missing.Beats)
        {
            _missing = (missing.Key, beats, time.GetTimestamp(), true);
            return true;
        }

        return missing.Seen && time.GetElapsedTime(missing.Since) < 3 * Beat;
    }

    // True when there is nothing more to offer.
    private async Task<bool> OfferAsync(CancellationToken cancellationToken)
    {
        if (keys.GetOwn(make: false) is not { } own)
        {
            return true;
        }

        if (await checkpoints.GetLastAsync(cancellationToken) is not { } row || Read(row) is not { } last)
        {
            return false;
        }

        if (last.Content.KeyId == own.PublicKey.Id && own.PublicKey.Verifies(last) && (await store.GetCurrentAsync(cancellationToken))?.KeyId != own.PublicKey.Id.ToString())
        {
            await keys.SealAsync(new SealedKey(own, null), cancellationToken);
        }

        return await store.GetCurrentAsync(cancellationToken) is { } current && current.KeyId == last.Content.KeyId.ToString();
    }

    private async Task<SigningKey?> ReplaceAsync(SignedCheckpoint last, CancellationToken cancellationToken)
    {
        var key = last.Content.KeyId;
        var beats = await store.CountBeatsAsync(key.ToString(), cancellationToken);
        if (_missing is not { } missing || missing.Key != key || missing.Beats != beats)
        {
            _missing = (key, beats, time.GetTimestamp(), _missing is { } before && before.Key == key && before.Beats != beats);
            return Refuse(last);
        }

        if (time.GetElapsedTime(missing.Since) < Patience)
        {
            return null;
        }

        Log.SigningKeyReplaced(logger, key.ToString());
        return (await keys.SealAsync(new SealedKey(SigningKey.Create(), key), cancellationToken))?.Key;
    }

    private SigningKey? Refuse(SignedCheckpoint? last)
    {
        if (last is not null && _warnedOf != last.Content.KeyId)
        {
            _warnedOf = last.Content.KeyId;
            Log.CheckpointNotTrusted(logger, last.Content.LastSequence, last.Content.KeyId.ToString());
        }

        return null;
    }

    private static SignedCheckpoint? Read(CheckpointRow row)
    {
        try
        {
            return SignedCheckpoint.Parse(row.Body);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
