using System.Text.Json.Serialization;

namespace Flowker.Engine.Webhooks;

/// <summary>A trigger node that an HTTP request fires. <see cref="Path"/> is normalised, <see cref="Method"/> upper-case.</summary>
public sealed record WebhookTrigger(string NodeId, string Method, string Path, WebhookGuard Guard);

/// <summary>What a request must prove; null asks for nothing.</summary>
public sealed record WebhookGuard(string? Token, WebhookSignature? Signature)
{
    /// <summary>Whether what it asks for is enough, so that the service itself asks for nothing more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LetsIn { get; init; }

    /// <summary>Whether it asks for anything.</summary>
    [JsonIgnore]
    public bool Asks => Token is not null || Signature is not null;
}
