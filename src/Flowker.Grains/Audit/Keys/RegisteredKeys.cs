using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Grains.Audit.Chain;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Keys;

/// <summary>The entries of the chain that say which keys belong to it. They count only as far as a checkpoint proves them.</summary>
internal sealed class RegisteredKeys(IAuditChain chain, IAuditQueries queries, IAuditLog log, TimeProvider time)
{
    private const int Most = 10_000;

    /// <summary>Ids of the keys that events name, those that have no place in the chain yet too.</summary>
    public async Task<IReadOnlyList<string>> ListIdsAsync(CancellationToken cancellationToken)
    {
        var rows = await queries.SearchAsync(new AuditFilter { EventType = KeyRegistration.EventType, Ascending = true, Limit = Most }, cancellationToken);
        return [.. rows.Select(r => KeyRegistration.Read(0, r.Entry.Metadata)?.Key.Id.ToString()).OfType<string>()];
    }

    /// <summary>Those that have their place in the chain, in its order; nothing of them is proven.</summary>
    public async Task<IReadOnlyList<RegisteredKey>> ListAsync(CancellationToken cancellationToken)
    {
        List<RegisteredKey> registered = [];
        foreach (var row in await chain.ReadByResourceAsync(AuditEvents.Trail, Guid.Empty.ToString(), Most, cancellationToken))
        {
            if (row.Event is { EventType: KeyRegistration.EventType } entry && KeyRegistration.Read(row.Sequence, entry.Metadata) is { } registration)
            {
                registered.Add(new RegisteredKey(registration, row));
            }
        }

        return registered;
    }

    /// <summary>
    /// Null when the entry is, to the letter, one of those that the checkpoint covers. The checkpoint itself must be proven by a signature.
    /// </summary>
    public async Task<ChainFault?> CheckAsync(RegisteredKey key, Checkpoint cover, CancellationToken cancellationToken)
    {
        var first = Math.Max(1, cover.FirstSequence - 1);
        var stored = await chain.ReadHashesAsync(first, cover.LastSequence, cancellationToken);
        if (stored.Count != cover.LastSequence - first + 1 || stored.Any(h => h.Length != Sha256.Size))
        {
            return new ChainFault(cover.FirstSequence, ChainFaultKind.Missing);
        }

        var hashes = stored.Select(h => new Sha256(h)).ToList();
        var at = (int)(key.Registration.Sequence - first);
        return key.Row.Event is not { } entry || EntryHash.Of(entry.At(key.Row.Sequence), at == 0 ? null : hashes[at - 1]) != hashes[at]
            ? new ChainFault(key.Registration.Sequence, ChainFaultKind.Content)
            : MerkleTree.Root(hashes[(int)(cover.FirstSequence - first)..]) != cover.MerkleRoot ? new ChainFault(cover.FirstSequence, ChainFaultKind.Checkpoint)
            : null;
    }

    /// <summary>Writes the event; the next checkpoint signs it.</summary>
    public Task AddAsync(NewKey key, CancellationToken cancellationToken) => log.AddAsync(
        AuditEvents.Make(
            KeyRegistration.EventType, "CREATE", AuditEvents.Trail, Guid.Empty, AuditEvents.Engine, time.GetUtcNow(),
            AuditMetadata.Of(
                ("key.confirmed", key.IsConfirmed ? "true" : "false"),
                (KeyRegistration.IdMember, key.Key.Id.ToString()),
                (KeyRegistration.KeyMember, Convert.ToBase64String(key.Key.ExportInfo())),
                (KeyRegistration.ReasonMember, key.Reason))),
        cancellationToken);
}

/// <summary>A key and the entry that names it, as it is stored.</summary>
internal sealed record RegisteredKey(KeyRegistration Registration, ChainRow Row);

/// <summary>A key that is to be registered, and why.</summary>
internal sealed record NewKey(VerificationKey Key, string Reason, bool IsConfirmed = true);
