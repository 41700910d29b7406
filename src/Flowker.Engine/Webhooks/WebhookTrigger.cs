namespace Flowker.Engine.Webhooks;

/// <summary>A trigger node that an HTTP request fires. <see cref="Path"/> is normalised, <see cref="Method"/> upper-case.</summary>
public sealed record WebhookTrigger(string NodeId, string Method, string Path, WebhookGuard Guard);

/// <summary>What a request must prove; null asks for nothing.</summary>
public sealed record WebhookGuard(string? Token, WebhookSignature? Signature);
