namespace Flowker.Storage.Audit;

/// <summary>The private keys that sign the checkpoints of a whole cluster, sealed, and signs of life of those that are kept elsewhere.</summary>
public interface IAuditKeyStore
{
    /// <summary>The newest; null while there is none.</summary>
    Task<SealedAuditKey?> GetCurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>False when there is one with that number already.</summary>
    Task<bool> AddAsync(SealedAuditKey key, CancellationToken cancellationToken = default);

    /// <summary>A silo lives that has this key outside of the database.</summary>
    Task BeatAsync(string keyId, CancellationToken cancellationToken = default);

    /// <summary>How often <see cref="BeatAsync"/> was called for the key, by any silo.</summary>
    Task<long> CountBeatsAsync(string keyId, CancellationToken cancellationToken = default);
}

/// <summary>One private key; numbers are 1, 2, 3 and so on. What is in <see cref="Sealed"/> only the grains can open.</summary>
public sealed record SealedAuditKey(int Number, string KeyId, byte[] Sealed);
