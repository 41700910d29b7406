using Flowker.Storage.Audit;

namespace Flowker.Storage.Definitions;

/// <summary>
/// Workflows and provider configurations: each change is one transaction of row, version and audit event.
/// Times are kept to the microsecond in UTC, so that what was answered is what is read back.
/// </summary>
public interface IDefinitionStore
{
    /// <summary>Inserts when <paramref name="expectedVersion"/> is 0, else replaces the row of exactly that version.</summary>
    Task<SaveOutcome> SaveWorkflowAsync(
        WorkflowRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    /// <summary>Deletes the row of exactly that version. Pinned definitions and executions stay.</summary>
    Task<SaveOutcome> DeleteWorkflowAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    Task<WorkflowRow?> GetWorkflowAsync(Guid id, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<WorkflowRow>> ListWorkflowsAsync(DefinitionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The definition that executions are pinned to, by content hash; null when it was never stored.</summary>
    Task<ReadOnlyMemory<byte>?> GetPinnedDefinitionAsync(string hash, CancellationToken cancellationToken = default);

    Task<SaveOutcome> SaveProviderConfigurationAsync(
        ProviderConfigurationRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    Task<ProviderConfigurationRow?> GetProviderConfigurationAsync(Guid id, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<ProviderConfigurationRow>> ListProviderConfigurationsAsync(
        DefinitionFilter filter, CancellationToken cancellationToken = default);
}

/// <summary>How a definition's save ended.</summary>
public enum SaveOutcome
{
    Saved,

    /// <summary>The row is at another version, is gone, or (for an insert) already exists.</summary>
    VersionConflict,

    /// <summary>Another row of the tenant has the name (exact, case-sensitive).</summary>
    NameTaken,
}

/// <summary>One workflow as it is stored.</summary>
public sealed record WorkflowRow
{
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    /// <summary><c>draft</c>, <c>active</c> or <c>inactive</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Made by the store's caller: 1 for a new row, one more with each save.</summary>
    public required int Version { get; init; }

    /// <summary>The definition as JSON.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The hash of <see cref="PinnedBody"/> while active; null otherwise.</summary>
    public string? DefinitionHash { get; init; }

    /// <summary>What executions are pinned to; stored once per hash. Written only; reads leave it empty.</summary>
    public ReadOnlyMemory<byte> PinnedBody { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>One provider configuration as it is stored; <see cref="Config"/> is already protected by the caller.</summary>
public sealed record ProviderConfigurationRow
{
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string ProviderId { get; init; }

    /// <summary><c>active</c> or <c>disabled</c>.</summary>
    public required string Status { get; init; }

    public required int Version { get; init; }

    /// <summary>Opaque bytes.</summary>
    public required ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>A JSON object, or empty when there is none.</summary>
    public ReadOnlyMemory<byte> Metadata { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

public enum DefinitionSort
{
    CreatedAt,
    UpdatedAt,
    Name,
}

/// <summary>What to list; sort values tie-broken by id. <see cref="AfterTime"/> or <see cref="AfterName"/> goes with <see cref="Sort"/>.</summary>
public sealed record DefinitionFilter
{
    public required string Tenant { get; init; }

    public string? Status { get; init; }

    /// <summary>Of provider configurations only.</summary>
    public string? ProviderId { get; init; }

    public DefinitionSort Sort { get; init; }

    public bool Ascending { get; init; }

    public required int Limit { get; init; }

    public Guid? AfterId { get; init; }

    public DateTimeOffset? AfterTime { get; init; }

    public string? AfterName { get; init; }
}
