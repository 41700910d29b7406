using Flowker.Audit.Checkpoints;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Keys;

/// <summary>
/// Whether the key of <c>SigningKeyPath</c> belongs to the trail of this database. A process with another one would sign nothing, and
/// trust nothing that the others sign: better that it does not start.
/// </summary>
internal sealed class ForeignKeyCheck(
    AuditOptions options, AuditKeys keys, IAuditCheckpoints checkpoints, IAuditKeyStore store, RegisteredKeys registered)
{
    /// <summary>Throws <see cref="InvalidOperationException"/>, naming the setting, when a file cannot be read or its key does not belong here.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _ = keys.Trusted;
        if (options.SigningKeyPath is not { Length: > 0 } path)
        {
            return;
        }

        if (!keys.AreShared)
        {
            _ = keys.Configured;
            return;
        }

        var known = (await registered.ListIdsAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var current = await CurrentAsync(cancellationToken);
        if (current is not null)
        {
            known.Add(current);
        }

        if (known.Count > 0 && !File.Exists(path))
        {
            throw new InvalidOperationException(
                $"{AuditOptions.Section}:SigningKeyPath: The file does not exist, but the audit trail of this database is signed already, by the key {current ?? known.First()}.");
        }

        var own = keys.Configured!.PublicKey.Id.ToString();
        if (known.Count > 0 && !known.Contains(own))
        {
            throw new InvalidOperationException(
                $"{AuditOptions.Section}:SigningKeyPath: The key {own} does not belong to the audit trail of this database, which the key {current ?? known.First()} signs. "
                + "Set the path of that key, or unset it where the key lies in the database; a new key must be registered first (TrustedKeyPaths).");
        }
    }

    // What signed last, or is to sign first.
    private async Task<string?> CurrentAsync(CancellationToken cancellationToken)
    {
        if (await checkpoints.GetLastAsync(cancellationToken) is not { } last)
        {
            return (await store.GetCurrentAsync(cancellationToken))?.KeyId;
        }

        try
        {
            return SignedCheckpoint.Parse(last.Body).Content.KeyId.ToString();
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
