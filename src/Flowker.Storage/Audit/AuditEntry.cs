namespace Flowker.Storage.Audit;

/// <summary>
/// One audit event, written in the transaction of the change that it tells of. Source: <c>spec/reference-api.md</c>, 9.
/// </summary>
public sealed record AuditEntry
{
    public required Guid EventId { get; init; }

    /// <summary>As <c>WORKFLOW_CREATED</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>As <c>CREATE</c>.</summary>
    public required string Action { get; init; }

    /// <summary><c>SUCCESS</c> or <c>FAILED</c>.</summary>
    public required string Result { get; init; }

    /// <summary>As <c>workflow</c>.</summary>
    public required string ResourceType { get; init; }

    public required string ResourceId { get; init; }

    public required AuditActor Actor { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A JSON object as text; <c>{}</c> when there is nothing to say.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>A JSON object as text: the request id and the like.</summary>
    public string Context { get; init; } = "{}";
}

/// <summary>Who did it. <see cref="Type"/> is <c>user</c>, <c>system</c> or <c>api_key</c>.</summary>
public sealed record AuditActor(string Type, string Id, string IpAddress);
