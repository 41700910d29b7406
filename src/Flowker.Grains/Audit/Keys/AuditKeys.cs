using Flowker.Audit.Checkpoints;
using Flowker.Grains.Features;
using Flowker.Grains.Secrets;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Keys;

/// <summary>
/// The key that signs checkpoints, and those that the settings name. It is the file of <c>SigningKeyPath</c> where that is set, else the
/// one that lies sealed in the database for the whole cluster. Until all silos know that, each has its own file in its data folder.
/// </summary>
internal sealed class AuditKeys(AuditOptions options, IAuditKeyStore store, SecretBox box, IFeatures features, ILogger<AuditKeys> logger) : IDisposable
{
    private readonly Lazy<SigningKey?> _configured = new(() =>
        options.SigningKeyPath is { Length: > 0 } path ? SigningKeyFile.ReadOrMake(path) : null);
    private readonly Lazy<IReadOnlyList<VerificationKey>> _trusted = new(() => [.. options.TrustedKeyPaths.Select(SigningKeyFile.ReadPublic)]);
    private readonly Lazy<SigningKey> _ofLifetime = new(SigningKey.Create);
    private readonly Lock _lock = new();
    private SigningKey? _own;
    private (int Number, SealedKey? Key)? _opened;

    /// <summary>Whether all silos know keys that are sealed and registered.</summary>
    public bool AreShared => features.IsOn(Feature.SharedAuditKey);

    /// <summary>Of <c>SigningKeyPath</c>; null when it is not set. Throws <see cref="InvalidOperationException"/>, naming the setting.</summary>
    public SigningKey? Configured => _configured.Value;

    /// <summary>Of <c>TrustedKeyPaths</c>. Throws as above.</summary>
    public IReadOnlyList<VerificationKey> Trusted => _trusted.Value;

    /// <summary>What this silo signs with; null when it has no key.</summary>
    public async Task<SigningKey?> GetSigningAsync(CancellationToken cancellationToken) =>
        Configured ?? (AreShared ? (await GetSealedAsync(cancellationToken))?.Key : GetOwn(make: true));

    /// <summary>The keys whose signatures this silo trusts by itself.</summary>
    public async Task<IReadOnlyList<VerificationKey>> GetRootsAsync(CancellationToken cancellationToken) =>
        (await GetSigningAsync(cancellationToken) ?? GetOwn(make: false)) is { } key ? [key.PublicKey, .. Trusted] : Trusted;

    /// <summary>Null when there is none, or it cannot be opened.</summary>
    public async Task<SealedKey?> GetSealedAsync(CancellationToken cancellationToken) =>
        await store.GetCurrentAsync(cancellationToken) is { } row ? Open(row) : null;

    /// <summary>
    /// Seals a new key for the cluster, or one that was this silo's own. Of silos that do so at once one wins; the answer is what signs
    /// from then on.
    /// </summary>
    public async Task<SealedKey?> SealAsync(SealedKey key, CancellationToken cancellationToken)
    {
        var number = (await store.GetCurrentAsync(cancellationToken))?.Number ?? 0;
        if (await store.AddAsync(key.Seal(number + 1, box), cancellationToken))
        {
            Log.SigningKeySealed(logger, key.Key.PublicKey.Id.ToString());
        }

        return await GetSealedAsync(cancellationToken);
    }

    /// <summary>
    /// The key of the default file: what this silo signed with before keys were sealed. Null when there is none or it cannot be read,
    /// which stops nothing.
    /// </summary>
    public SigningKey? GetOwn(bool make)
    {
        lock (_lock)
        {
            if (_own is not null)
            {
                return _own;
            }

            try
            {
                return _own = options.DefaultSigningKeyPath switch
                {
                    null => make ? _ofLifetime.Value : null,
                    var path when make => SigningKeyFile.ReadOrMake(path),
                    var path => File.Exists(path) ? SigningKeyFile.Read(path) : null,
                };
            }
            catch (InvalidOperationException failure)
            {
                Log.OwnSigningKeyUnreadable(logger, failure.Message);
                return null;
            }
        }
    }

    public void Dispose()
    {
        _own?.Dispose();
        _opened?.Key?.Key.Dispose();
        if (_configured is { IsValueCreated: true, Value: { } configured })
        {
            configured.Dispose();
        }
    }

    private SealedKey? Open(SealedAuditKey row)
    {
        lock (_lock)
        {
            // One that could not be opened is tried again: the key that opens it may come.
            if (_opened is not { Key: not null } opened || opened.Number != row.Number || opened.Key.Key.PublicKey.Id.ToString() != row.KeyId)
            {
                _opened = (row.Number, SealedKey.Open(row, box));
            }

            return _opened.Value.Key;
        }
    }
}
