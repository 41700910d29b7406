using System.Text.Json;
using Flowker.Grains.Interfaces;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit;

/// <summary>Makes audit events with the names of the contract. Source: <c>spec/reference-api.md</c>, 9.</summary>
internal static class AuditEvents
{
    public const string Workflow = "workflow";
    public const string Execution = "execution";
    public const string ProviderConfiguration = "provider_config";
    public const string Succeeded = "SUCCESS";
    public const string Failed = "FAILED";
    public const string ExecutorConfiguration = "executor_config";
    public const string ApiKey = "api_key";
    public const string Trail = "audit_trail";
    public const string Request = "request";
    public const string Feature = "feature";

    /// <summary>What the engine does by itself.</summary>
    public static Caller Engine { get; } = new() { Type = "system", Id = "flowker", IpAddress = "0.0.0.0" };

    private static AuditActor EngineActor { get; } = Actor(Engine);

    public static AuditEntry Make(
        string eventType,
        string action,
        string resourceType,
        Guid resourceId,
        Caller caller,
        DateTimeOffset at,
        params ReadOnlySpan<(string Name, string Value)> metadata)
    {
        var values = new Dictionary<string, string>(metadata.Length, StringComparer.Ordinal);
        foreach (var (name, value) in metadata)
        {
            values[name] = value;
        }

        return Make(eventType, action, resourceType, resourceId, caller, at, JsonSerializer.Serialize(values));
    }

    /// <summary><paramref name="metadata"/> is a JSON object as text: <see cref="AuditMetadata"/>.</summary>
    public static AuditEntry Make(
        string eventType, string action, string resourceType, Guid resourceId, Caller caller, DateTimeOffset at, string metadata) =>
        Make(eventType, action, resourceType, resourceId.ToString(), caller, at, metadata);

    public static AuditEntry Make(
        string eventType, string action, string resourceType, string resourceId, Caller caller, DateTimeOffset at, string metadata) =>
        new()
        {
            EventId = TimeOrderedId.Next(),
            EventType = eventType,
            Action = action,
            Result = Succeeded,
            ResourceType = resourceType,
            ResourceId = resourceId,
            Actor = ReferenceEquals(caller, Engine) ? EngineActor : Actor(caller),
            At = at,
            Metadata = metadata,
            Context = Context(caller),
        };

    // Names are given again after a key is revoked; its id never is.
    private static string Context(Caller caller) => (caller.ApiKeyId, caller.RequestId) switch
    {
        (null, null) => "{}",
        (null, { } request) => $$"""{"requestId":"{{JsonEncodedText.Encode(request)}}"}""",
        ({ } key, null) => $$"""{"apiKeyId":"{{key}}"}""",
        ({ } key, { } request) => $$"""{"apiKeyId":"{{key}}","requestId":"{{JsonEncodedText.Encode(request)}}"}""",
    };

    private static AuditActor Actor(Caller caller) => new(caller.Type, caller.Id, caller.IpAddress);
}
