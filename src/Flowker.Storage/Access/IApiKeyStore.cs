using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;

namespace Flowker.Storage.Access;

/// <summary>API keys; the keys themselves are never stored. A revoked key stays, since the audit trail names it.</summary>
public interface IApiKeyStore
{
    /// <summary>Saved, or <see cref="SaveOutcome.NameTaken"/> by a key that is not revoked.</summary>
    Task<SaveOutcome> AddAsync(ApiKeyRow row, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    /// <summary>Saved, or <see cref="SaveOutcome.VersionConflict"/> when there is none or it was revoked before.</summary>
    Task<SaveOutcome> RevokeAsync(
        Guid id, DateTimeOffset at, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    Task<ApiKeyRow?> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>By creation, newest first, at most <paramref name="limit"/> after the given one.</summary>
    Task<IReadOnlyList<ApiKeyRow>> ListAsync(
        string tenant, DateTimeOffset? beforeTime, Guid? beforeId, int limit, CancellationToken cancellationToken = default);
}

/// <summary>One API key as it is stored: only a salted hash of its secret.</summary>
public sealed record ApiKeyRow
{
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    public required ReadOnlyMemory<byte> Salt { get; init; }

    public required ReadOnlyMemory<byte> Hash { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}
