using System.Text.Json;
using Flowker.Executors.Authentication;

namespace Flowker.Executors.Http;

/// <summary>
/// One attempt, read from the provider configuration, the node's data and the payload; nothing in it depends on the
/// attempt's number. Source: <c>spec/reference-engine.md</c>, 4.1 and 7.2.
/// </summary>
internal sealed record HttpCall
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    public required HttpMethod Method { get; init; }

    public required TargetUrl Target { get; init; }

    public required HeaderSet Headers { get; init; }

    public required RequestBody? Body { get; init; }

    /// <summary>Null when there is none, or when the target must not get it.</summary>
    public required IRequestAuthenticator? Authenticator { get; init; }

    public required SuccessStatuses Success { get; init; }

    public required int MaxResponseBytes { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Throws <see cref="CallRefusedException"/>.</summary>
    public static HttpCall Read(ExecutorCall call, AuthenticatorFactory authenticators)
    {
        var provider = HttpProviderConfig.Read(call.Provider);
        var method = ReadMethod(call.NodeData);
        var target = TargetUrl.Build(provider.BaseUrl, call.NodeData, call.Context);
        var authenticator = authenticators.Create(provider.Authentication, call.Provider);
        return new HttpCall
        {
            Method = method,
            Target = target,
            Headers = ReadHeaders(call, provider, target.IsProvidersOwn),
            Body = RequestBody.Build(method, call, provider.Idempotency),
            Authenticator = target.IsProvidersOwn ? authenticator : null,
            Success = SuccessStatuses.Read(call.NodeData),
            MaxResponseBytes = provider.MaxResponseBytes,
            Timeout = TimeoutOf(call, provider),
        };
    }

    /// <summary>A call whose method and target the executor decides. Throws <see cref="CallRefusedException"/>.</summary>
    public static HttpCall Preset(ExecutorCall call, HttpMethod method, TargetUrl target, AuthenticatorFactory authenticators)
    {
        var provider = HttpProviderConfig.Read(call.Provider);
        return new HttpCall
        {
            Method = method,
            Target = target,
            Headers = ReadHeaders(call, provider, toProvider: true),
            Body = RequestBody.OfPayload(method, call, provider.Idempotency),
            Authenticator = authenticators.Create(provider.Authentication, call.Provider),
            Success = SuccessStatuses.Read(call.NodeData),
            MaxResponseBytes = provider.MaxResponseBytes,
            Timeout = TimeoutOf(call, provider),
        };
    }

    /// <summary>POST unless the node says otherwise.</summary>
    public static HttpMethod ReadMethod(JsonElement node)
    {
        if (Member.Find(node, "method") is not { } given)
        {
            return HttpMethod.Post;
        }

        var name = given.ValueKind is JsonValueKind.String ? Member.Text(node, "method")!.Trim().ToUpperInvariant() : "?";
        return name.Length is 0 ? HttpMethod.Post
            : Methods.Contains(name) ? HttpMethod.Parse(name)
            : throw new CallRefusedException($"The node's method is not one of {string.Join(", ", Methods)}.");
    }

    private static TimeSpan TimeoutOf(ExecutorCall call, HttpProviderConfig provider) =>
        call.Timeout is { } own && own > TimeSpan.Zero ? own : provider.Timeout;

    private static HeaderSet ReadHeaders(ExecutorCall call, HttpProviderConfig provider, bool toProvider)
    {
        var headers = new HeaderSet();
        headers.Set("User-Agent", "Flowker");
        foreach (var (name, value) in toProvider ? provider.Headers : [])
        {
            headers.Set(name, value);
        }

        if (Member.Find(call.NodeData, "headers") is { } given)
        {
            AddNodeHeaders(headers, given, call);
        }

        // Last, so that no other header can give all calls of a node one key.
        if (provider.Idempotency.Header is { } header)
        {
            headers.SetConfigured(header, IdempotencyPlacement.HeaderValue(call.CallKey), "the idempotency header");
        }

        return headers;
    }

    private static void AddNodeHeaders(HeaderSet headers, JsonElement given, ExecutorCall call)
    {
        if (given.ValueKind is not JsonValueKind.Object)
        {
            throw new CallRefusedException("The node's headers are not an object.");
        }

        foreach (var header in given.EnumerateObject())
        {
            if (TemplateValue.RenderText(header.Value, call.Context, $"header \"{header.Name}\"") is { } value)
            {
                headers.Set(header.Name, value);
            }
        }
    }
}
