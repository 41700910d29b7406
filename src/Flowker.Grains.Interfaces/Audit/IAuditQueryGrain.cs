using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Audit;

/// <summary>Reads of the audit trail. Grain key: 0; any silo answers. Source: <c>spec/reference-api.md</c>, 5.8.</summary>
[Alias("flowker.audit-query"), Version(1), Repeatable]
public interface IAuditQueryGrain : IGrainWithIntegerKey
{
    /// <summary>Fault: FLK-0610, the cursor is not one of this search.</summary>
    [Alias("search")]
    Task<Reply<Page<AuditEventView>>> SearchAsync(AuditSearchRequest request);

    /// <summary>Fault: FLK-0600.</summary>
    [Alias("get")]
    Task<Reply<AuditEventView>> GetAsync(Guid eventId);

    /// <summary>
    /// What the search matches, in the order of the chain, at most its limit behind a sequence. Its cursor and order do not
    /// count. An event that has no place in the chain yet is not among them.
    /// </summary>
    [Alias("export")]
    Task<Reply<AuditExportPage>> ExportAsync(AuditSearchRequest request, long afterSequence);
}

/// <summary>One audit event. Source: <c>spec/reference-api.md</c>, 5.8.</summary>
[GenerateSerializer, Immutable, Alias("flowker.audit-event-view")]
public sealed record AuditEventView
{
    [Id(0)] public required Guid EventId { get; init; }

    [Id(1)] public required string EventType { get; init; }

    [Id(2)] public required string Action { get; init; }

    [Id(3)] public required string Result { get; init; }

    [Id(4)] public required string ResourceId { get; init; }

    [Id(5)] public required string ResourceType { get; init; }

    [Id(6)] public required string ActorType { get; init; }

    [Id(7)] public required string ActorId { get; init; }

    [Id(8)] public required string ActorIp { get; init; }

    /// <summary>A JSON object; no value when it is empty.</summary>
    [Id(9)] public Json Context { get; init; }

    /// <summary>A JSON object; no value when it is empty.</summary>
    [Id(10)] public Json Metadata { get; init; }

    [Id(11)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Its place in the chain, which it gets within moments; null until then, as the hashes are.</summary>
    [Id(12)] public long? Sequence { get; init; }

    /// <summary>SHA-256 of all the above and the hash before. Source: <c>docs/audit-proof.md</c>.</summary>
    [Id(13)] public string? Hash { get; init; }

    /// <summary>Null for the first entry of the chain.</summary>
    [Id(14)] public string? PreviousHash { get; init; }
}

/// <summary>Part of an export: entries with their hashes.</summary>
[GenerateSerializer, Immutable, Alias("flowker.audit-export-page")]
public sealed record AuditExportPage
{
    [Id(0)] public required ImmutableArray<Json> Entries { get; init; }

    /// <summary>Behind which the next page begins.</summary>
    [Id(1)] public required long LastSequence { get; init; }
}

/// <summary>What to look for; already checked against the limits of the contract. Null matches everything.</summary>
[GenerateSerializer, Immutable, Alias("flowker.audit-search-request")]
public sealed record AuditSearchRequest
{
    [Id(0)] public string? EventType { get; init; }

    [Id(1)] public string? Action { get; init; }

    [Id(2)] public string? Result { get; init; }

    [Id(3)] public string? ResourceType { get; init; }

    [Id(4)] public string? ResourceId { get; init; }

    [Id(5)] public string? ActorId { get; init; }

    /// <summary>Inclusive.</summary>
    [Id(6)] public DateTimeOffset? From { get; init; }

    /// <summary>Inclusive.</summary>
    [Id(7)] public DateTimeOffset? To { get; init; }

    [Id(8)] public required int Limit { get; init; }

    [Id(9)] public string? Cursor { get; init; }

    /// <summary>Null for the cursor's, or false.</summary>
    [Id(10)] public bool? Ascending { get; init; }

    /// <summary>Of the request that caused the event.</summary>
    [Id(11)] public string? RequestId { get; init; }
}

/// <summary>The names that the audit trail uses: what a search may ask for.</summary>
public static class AuditNames
{
    public static IReadOnlyList<string> EventTypes { get; } =
    [
        "WORKFLOW_CREATED", "WORKFLOW_UPDATED", "WORKFLOW_ACTIVATED", "WORKFLOW_DEACTIVATED", "WORKFLOW_DRAFTED", "WORKFLOW_DELETED",
        "WORKFLOW_CLONED", "EXECUTION_STARTED", "EXECUTION_COMPLETED", "EXECUTION_FAILED", "EXECUTION_CANCELLED", "EXECUTION_SET_ASIDE",
        "EXECUTION_RESUMED", "EXECUTION_DELETED", "PROVIDER_CALL_STARTED", "PROVIDER_CALL_HELD",
        "PROVIDER_CALL_COMPLETED", "PROVIDER_CALL_FAILED", "PROVIDER_CONFIG_CREATED", "PROVIDER_CONFIG_UPDATED", "PROVIDER_CONFIG_DELETED",
        "PROVIDER_CONFIG_ENABLED", "PROVIDER_CONFIG_DISABLED", "PROVIDER_CONFIG_TESTED", "PROVIDER_CIRCUIT_CLOSED", "EXECUTOR_CONFIG_CREATED",
        "EXECUTOR_CONFIG_UPDATED", "EXECUTOR_CONFIG_DELETED", "EXECUTOR_CONFIG_TESTED", "EXECUTOR_CONFIG_ACTIVATED",
        "EXECUTOR_CONFIG_ENABLED", "EXECUTOR_CONFIG_DISABLED", "API_KEY_CREATED", "API_KEY_REVOKED",
        "REQUEST_UNAUTHENTICATED", "REQUEST_FORBIDDEN", "AUDIT_REMOVAL_ALLOWED", "AUDIT_KEY_ADDED", "FEATURE_SWITCHED_ON",
    ];

    public static IReadOnlyList<string> Actions { get; } =
        ["CREATE", "UPDATE", "DELETE", "ACTIVATE", "DEACTIVATE", "DRAFT", "EXECUTE", "ENABLE", "DISABLE", "TEST", "CLOSE_CIRCUIT", "REVOKE", "ACCESS"];

    public static IReadOnlyList<string> Results { get; } = ["SUCCESS", "FAILED"];

    public static IReadOnlyList<string> ResourceTypes { get; } = ["workflow", "execution", "provider_config", "executor_config", "api_key", "request", "audit_trail", "feature"];
}
