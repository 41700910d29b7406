using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Webhooks;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Webhooks;
using Flowker.Grains.Secrets;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Webhooks;

/// <summary>
/// One webhook. Who has it is decided by the table of routes, in the transaction of the activation; the grain remembers the
/// answer until the workflow tells it to forget, or for <see cref="Freshness"/> should that message be lost.
/// </summary>
[GrainType("flowker.webhook-route")]
[Reentrant]
internal sealed class WebhookRouteGrain(IDefinitionStore definitions, SecretBox secrets, TimeProvider time) : Grain, IWebhookRouteGrain
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    // No client can send it in a key: keys are ASCII. A signed message and a client's key never meet.
    private const string MessageKeyPrefix = "§webhook/";

    private WebhookEndpoint? _known;
    private long _knownSince;

    public Task<Reply<FiredWebhook>> FireAsync(WebhookRequest request) => StorageCalls.RunAsync<FiredWebhook>(async () =>
    {
        if (await FindAsync() is not { } endpoint)
        {
            // Paths that nobody has must cost no memory.
            DeactivateOnIdle();
            return Faults.WebhookUnknown();
        }

        if (!Admits(endpoint.Guard, request, out var messageId))
        {
            return Faults.WebhookRefused();
        }

        return !TryRead(request, out var body) ? Unreadable(request)
            : request.IdempotencyKey is { } key && !IdempotencyKey.IsValid(key) ? Faults.BadKey()
            : await StartAsync(endpoint, request, body, messageId);
    });

    public Task<Reply<bool>> LetsInAsync() => StorageCalls.RunAsync<bool>(async () =>
    {
        if (await FindAsync() is not { } endpoint)
        {
            DeactivateOnIdle();
            return false;
        }

        return endpoint.Guard is { LetsIn: true, Asks: true };
    });

    public Task ForgetAsync()
    {
        _known = null;
        return Task.CompletedTask;
    }

    private async Task<WebhookEndpoint?> FindAsync()
    {
        if (_known is { } known && time.GetElapsedTime(_knownSince) < Freshness)
        {
            return known;
        }

        var (tenant, method, path) = Names();
        var since = time.GetTimestamp();
        if (await definitions.GetWebhookRouteAsync(tenant, method, path) is not { } row
            || WebhookEndpoint.Open(row, secrets) is not { } endpoint)
        {
            return null;
        }

        (_known, _knownSince) = (endpoint, since);
        return endpoint;
    }

    private bool Admits(WebhookGuard guard, WebhookRequest request, out string? messageId)
    {
        messageId = null;
        if (request.ByTriggerAlone && guard is not { LetsIn: true, Asks: true })
        {
            return false;
        }

        if (guard.Token is { } token && !CryptographicOperations.FixedTimeEquals(Hash(token), Hash(Header(request, "X-Webhook-Token"))))
        {
            return false;
        }

        if (guard.Signature is not { } signature)
        {
            return true;
        }

        messageId = Header(request, signature.IdHeader);
        return signature.Verify(
            messageId, Header(request, signature.TimestampHeader), All(request, signature.Header), request.Body, time.GetUtcNow());
    }

    private async Task<Reply<FiredWebhook>> StartAsync(
        WebhookEndpoint endpoint, WebhookRequest request, JsonElement body, string? messageId)
    {
        var start = new StartExecution
        {
            WorkflowId = endpoint.WorkflowId,
            InputData = Input(body, WebhookMetadata.WithoutSecrets(request.Metadata, endpoint.Guard)),
            // Of what the sender means, without what differs from delivery to delivery.
            Fingerprint = RequestFingerprint.Compute(endpoint.WorkflowId, body),
            Caller = request.Caller,
            TriggerNodeId = endpoint.NodeId,
        };
        // Front ends of an earlier version send no key where the request has none.
        var key = messageId is null
            ? request.IdempotencyKey ?? IdempotencyKey.OfRequest()
            : MessageKeyPrefix + Convert.ToHexStringLower(Hash($"{this.GetPrimaryKeyString()}\n{messageId}"));
        var started = await GrainFactory.GetGrain<IIdempotencyGrain>(IdempotencyKey.ToGrainKey(Tenants.Default, key)).StartAsync(start);
        if (!started.Ok)
        {
            return started.Fault;
        }

        // A call that was repeated on its way is the first one to whoever sent it.
        var known = started.Value.Replayed && !(messageId is null && request.KeyIsMade);
        return new FiredWebhook(endpoint.WorkflowId, started.Value with { Replayed = known });
    }

    // An empty body is an empty object. Source: spec/reference-api.md, 5.3.
    private static bool TryRead(WebhookRequest request, [NotNullWhen(true)] out JsonElement body)
    {
        body = JsonText.Parse("{}");
        if (request is { BodyIsReadable: true, Body.Length: 0 })
        {
            return true;
        }

        if (!request.BodyIsReadable || !JsonText.TryParse(request.Body, out var sent, Repeated.Refused) || sent.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return false;
        }

        body = sent.ValueKind is JsonValueKind.Object ? sent : body;
        return true;
    }

    private static Fault Unreadable(WebhookRequest request) =>
        (request.BodyIsReadable ? RequestJson.FaultOf(request.Body) : null)
        ?? Faults.BadBody("The body must be a JSON object, with a Content-Type that says so.");

    private static Json Input(JsonElement body, Json metadata)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var member in body.EnumerateObject().Where(m => !m.NameEquals("_webhook")))
            {
                member.WriteTo(writer);
            }

            writer.WritePropertyName("_webhook");
            writer.WriteRawValue(metadata.Utf8.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return new Json(stream.ToArray());
    }

    private static string Header(WebhookRequest request, string name) => Find(request.Headers, name) ?? "";

    private static string All(WebhookRequest request, string name) =>
        (request.Repeated is { } repeated ? Find(repeated, name) : null) ?? Header(request, name);

    private static string? Find(ImmutableDictionary<string, string> headers, string name) =>
        headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private (string Tenant, string Method, string Path) Names()
    {
        var name = this.GetPrimaryKeyString();
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var space = name.IndexOf(' ', slash);
        return (name[..slash], name[(slash + 1)..space], name[(space + 1)..]);
    }
}
