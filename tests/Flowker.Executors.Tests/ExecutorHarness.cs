using System.Net;
using System.Text.Json;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors.Egress;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Executors.Tests;

/// <summary>The executors of a process of their own, which may call loopback unless told otherwise.</summary>
internal sealed class ExecutorHarness : IDisposable
{
    private readonly ServiceProvider _services;

    public ExecutorHarness(TimeProvider? time = null, bool allowPrivate = true, IHostResolver? resolver = null, Uri? proxy = null)
    {
        _services = new ServiceCollection()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(resolver ?? new FixedResolver([]))
            .AddFlowkerExecutors(egress =>
            {
                egress.AllowPrivate = allowPrivate;
                egress.Proxy = proxy;
            })
            .BuildServiceProvider();
    }

    public T Service<T>()
        where T : notnull =>
        _services.GetRequiredService<T>();

    public Task<CallResult> CallAsync(
        string config, string node = "{}", string payload = "{}", bool mapped = false, string context = "{}",
        TimeSpan? timeout = null, string key = "exec:node", string executor = "http", CancellationToken cancellationToken = default)
    {
        Assert.True(Service<ExecutorRegistry>().TryGet(executor, out var found));
        return found.CallAsync(
            new ExecutorCall
            {
                CallKey = key,
                Provider = Provider(executor.Split('.')[0], config),
                NodeData = JsonText.Parse(node),
                Payload = JsonText.Parse(payload),
                PayloadIsMapped = mapped,
                Context = JsonScope.FromObject(JsonText.Parse(context)),
                Timeout = timeout,
            },
            cancellationToken);
    }

    public static ProviderSettings Provider(string id, string config) => new(Guid.Empty, id, JsonText.Parse(config));

    /// <summary>Against <paramref name="server"/>; <paramref name="more"/> is an object of further configuration.</summary>
    public Task<CallResult> CallAsync(
        LoopbackServer server, string node = "{}", string payload = "{}", bool mapped = false, string context = "{}",
        string more = "", TimeSpan? timeout = null, string key = "exec:node", CancellationToken cancellationToken = default) =>
        CallAsync(Config(server, more), node, payload, mapped, context, timeout, key, cancellationToken: cancellationToken);

    public static string Config(LoopbackServer server, string more = "", string path = "") =>
        $$"""{"base_url":"{{server.Url}}{{path}}"{{(more.Length > 0 ? "," + more.Trim()[1..^1] : "")}}}""";

    public void Dispose() => _services.Dispose();
}

/// <summary>Knows only the names it was given, and counts.</summary>
internal sealed class FixedResolver(Dictionary<string, string[]> names) : IHostResolver
{
    public int Lookups { get; private set; }

    public string? LastHost { get; private set; }

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Lookups++;
        LastHost = host;
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
