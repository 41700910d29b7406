using Flowker.Storage.Audit;

namespace Flowker.Storage.Definitions;

/// <summary>Executor configurations: each change is one transaction of row, version and audit event.</summary>
public interface IExecutorConfigurationStore
{
    /// <summary>Inserts when <paramref name="expectedVersion"/> is 0, else replaces the row of exactly that version.</summary>
    Task<SaveOutcome> SaveAsync(
        ExecutorConfigurationRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    Task<SaveOutcome> DeleteAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    Task<ExecutorConfigurationRow?> GetAsync(Guid id, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<ExecutorConfigurationRow>> ListAsync(DefinitionFilter filter, CancellationToken cancellationToken = default);
}

/// <summary>One executor configuration as it is stored; <see cref="Body"/> is already protected by the caller.</summary>
public sealed record ExecutorConfigurationRow
{
    public required Guid Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    /// <summary><c>unconfigured</c>, <c>configured</c>, <c>tested</c>, <c>active</c> or <c>disabled</c>.</summary>
    public required string Status { get; init; }

    public required int Version { get; init; }

    /// <summary>Opaque bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public DateTimeOffset? LastTestedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
