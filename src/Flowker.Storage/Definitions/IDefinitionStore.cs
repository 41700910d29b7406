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

    /// <summary>The route that a webhook request takes; null when no active workflow has it.</summary>
    Task<WebhookRouteRow?> GetWebhookRouteAsync(
        string tenant, string method, string path, CancellationToken cancellationToken = default);

    /// <summary>How many workflows there are, by status.</summary>
    Task<IReadOnlyDictionary<string, long>> CountWorkflowsAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>Deletes the row of exactly that version. Pinned definitions and executions stay.</summary>
    Task<SaveOutcome> DeleteWorkflowAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    Task<WorkflowRow?> GetWorkflowAsync(Guid id, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<WorkflowRow>> ListWorkflowsAsync(DefinitionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The definition that executions are pinned to, by content hash; null when it was never stored.</summary>
    Task<ReadOnlyMemory<byte>?> GetPinnedDefinitionAsync(string hash, CancellationToken cancellationToken = default);

    Task<SaveOutcome> SaveProviderConfigurationAsync(
        ProviderConfigurationRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    /// <summary>Deletes the row of exactly that version; <see cref="SaveOutcome.InUse"/> while an active workflow names it.</summary>
    Task<SaveOutcome> DeleteProviderConfigurationAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    /// <summary>Writes audit events of what changes no row, as a test.</summary>
    Task RecordAsync(IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

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

    /// <summary>A webhook route of the workflow belongs to another one.</summary>
    RouteTaken,

    /// <summary>A provider configuration that the workflow names is gone.</summary>
    ProviderGone,

    /// <summary>An active workflow still names the row that was to be deleted.</summary>
    InUse,
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

    /// <summary>What is masked in <see cref="Body"/>, already protected by the caller; empty when nothing is.</summary>
    public ReadOnlyMemory<byte> Secrets { get; init; }

    /// <summary>The provider configurations that it names while active: they cannot be deleted meanwhile. Written only.</summary>
    public IReadOnlyCollection<Guid> Providers { get; init; } = [];

    /// <summary>Its webhook routes while active; each belongs to one workflow. Written only.</summary>
    public IReadOnlyCollection<WebhookRouteRow> Routes { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>
/// One webhook route. <see cref="Path"/> is normalised by the caller; <see cref="Settings"/> are opaque bytes, already
/// protected.
/// </summary>
public sealed record WebhookRouteRow(
    string Tenant, string Method, string Path, Guid WorkflowId, string NodeId, ReadOnlyMemory<byte> Settings);

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

    /// <summary>
    /// No more rows are read once those before hold so many bytes: the last one tells that there are more. What a list reads at once is
    /// bounded by it, however large single definitions are.
    /// </summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>Of workflows only: bodies and secrets stay empty.</summary>
    public bool WithoutBodies { get; init; }

    public Guid? AfterId { get; init; }

    public DateTimeOffset? AfterTime { get; init; }

    public string? AfterName { get; init; }
}
