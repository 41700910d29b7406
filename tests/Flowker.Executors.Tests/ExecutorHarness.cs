using System.Net;
using System.Text.Json;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors.Authentication;
using Flowker.Executors.Authentication.Oidc;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;

namespace Flowker.Executors.Tests;

/// <summary>An <c>http</c> executor of its own, which may call loopback unless told otherwise.</summary>
internal sealed class ExecutorHarness : IDisposable
{
    private readonly HttpExecutor _executor;

    public ExecutorHarness(TimeProvider? time = null, bool allowPrivate = true, IHostResolver? resolver = null, Uri? proxy = null)
    {
        time ??= TimeProvider.System;
        Egress = new EgressClient(new EgressOptions { AllowPrivate = allowPrivate, Proxy = proxy }, resolver ?? new FixedResolver([]));
        _executor = new HttpExecutor(new HttpSender(Egress, time), new AuthenticatorFactory(Egress, new TokenCache(time)));
    }

    public EgressClient Egress { get; }

    public Task<CallResult> CallAsync(
        string config, string node = "{}", string payload = "{}", bool mapped = false, string context = "{}",
        TimeSpan? timeout = null, string key = "exec:node", CancellationToken cancellationToken = default) =>
        _executor.CallAsync(
            new ExecutorCall
            {
                CallKey = key,
                Provider = new ProviderSettings(Guid.Empty, "http", JsonText.Parse(config)),
                NodeData = JsonText.Parse(node),
                Payload = JsonText.Parse(payload),
                PayloadIsMapped = mapped,
                Context = JsonScope.FromObject(JsonText.Parse(context)),
                Timeout = timeout,
            },
            cancellationToken);

    /// <summary>Against <paramref name="server"/>; <paramref name="more"/> is an object of further configuration.</summary>
    public Task<CallResult> CallAsync(
        LoopbackServer server, string node = "{}", string payload = "{}", bool mapped = false, string context = "{}",
        string more = "", TimeSpan? timeout = null, string key = "exec:node", CancellationToken cancellationToken = default) =>
        CallAsync(Config(server, more), node, payload, mapped, context, timeout, key, cancellationToken);

    public static string Config(LoopbackServer server, string more = "", string path = "") =>
        $$"""{"base_url":"{{server.Url}}{{path}}"{{(more.Length > 0 ? "," + more.Trim()[1..^1] : "")}}}""";

    public void Dispose() => Egress.Dispose();
}

/// <summary>Knows only the names it was given, and counts.</summary>
internal sealed class FixedResolver(Dictionary<string, string[]> names) : IHostResolver
{
    public int Lookups { get; private set; }

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Lookups++;
        return names.TryGetValue(host, out var addresses)
            ? Task.FromResult<IReadOnlyList<IPAddress>>([.. addresses.Select(IPAddress.Parse)])
            : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
    }
}

internal static class ResultExtensions
{
    public static JsonElement Envelope(this CallResult result) => Assert.NotNull(result.Response);

    public static JsonElement Body(this CallResult result) => result.Envelope().GetProperty("body");
}
