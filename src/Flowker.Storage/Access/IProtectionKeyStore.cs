namespace Flowker.Storage.Access;

/// <summary>The key ring that secrets are encrypted with, where no folder is set for it.</summary>
public interface IProtectionKeyStore
{
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps what is already there under the same id.</summary>
    Task AddAsync(string id, string xml, CancellationToken cancellationToken = default);
}
