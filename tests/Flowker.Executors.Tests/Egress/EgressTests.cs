using System.Net;
using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Egress;

public sealed class EgressTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("2130706433", "127.0.0.1")]
    [InlineData("0177.0.0.1", "127.0.0.1")]
    [InlineData("0x7f.1", "127.0.0.1")]
    [InlineData("[::1]", "::1")]
    [InlineData("[::ffff:127.0.0.1]", "::ffff:127.0.0.1")]
    [InlineData("localhost", "localhost")]
    [InlineData("LOCALHOST.", "localhost.")]
    [InlineData("rebound.example", "rebound.example")]
    [InlineData("mixed.example", "mixed.example")]
    public async Task Loopback_is_refused_in_every_spelling(string host, string named)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness(allowPrivate: false, resolver: new FixedResolver(new()
        {
            ["rebound.example"] = ["127.0.0.1"],
            ["mixed.example"] = ["8.8.8.8", "127.0.0.1"],
        }));

        var result = await http.CallAsync($$"""{"base_url":"http://{{host}}:{{server.Port}}"}""");

        Assert.Equal((CallOutcome.Failed, false, null), (result.Outcome, result.Transient, result.StatusCode));
        Assert.Contains($"\"{named}\"", result.Message, StringComparison.Ordinal);
        Assert.Contains("private addresses", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("10.0.0.1", false)]
    [InlineData("172.16.9.9", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("169.254.169.254", true)]
    [InlineData("[fe80::1]", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("metadata.google.internal", true)]
    [InlineData("224.0.0.1", true)]
    public async Task Other_refused_targets(string host, bool allowPrivate)
    {
        using var http = new ExecutorHarness(allowPrivate: allowPrivate);

        var result = await http.CallAsync($$"""{"base_url":"http://{{host}}/"}""");

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains("refused", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Development_may_call_loopback(string host)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness(resolver: new FixedResolver(new() { ["localhost"] = ["127.0.0.1"] }));

        var result = await http.CallAsync($$"""{"base_url":"http://{{host}}:{{server.Port}}"}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
    }

    [Fact]
    public async Task The_name_is_resolved_once_per_connection_and_the_next_address_is_tried()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        var resolver = new FixedResolver(new() { ["two.example"] = ["127.0.0.2", "127.0.0.1"] });
        using var http = new ExecutorHarness(resolver: resolver);

        var result = await http.CallAsync($$"""{"base_url":"http://two.example:{{server.Port}}"}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal($"two.example:{server.Port}", server.Request.Header("Host"));
        Assert.Equal(1, resolver.Lookups);
    }

    [Fact]
    public async Task A_name_that_changes_its_answer_is_checked_anew_for_each_connection_and_never_between()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        var resolver = new TurningResolver("127.0.0.1", "169.254.169.254");
        using var http = new ExecutorHarness(resolver: resolver);
        var config = $$"""{"base_url":"http://turning.example:{{server.Port}}"}""";

        var first = await http.CallAsync(config);
        var second = await http.CallAsync(config);

        Assert.Equal((CallOutcome.Success, CallOutcome.Failed), (first.Outcome, second.Outcome));
        Assert.Contains("refused", second.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (resolver.Lookups, server.Requests.Count));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://0xA9FEA9FE/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://metadata.google.internal./")]
    public async Task A_redirect_is_checked_like_any_target(string location)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("302 Found", $"Location: {location}\r\n"));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"method":"GET"}""");

        Assert.Equal((CallOutcome.Failed, false, null), (result.Outcome, result.Transient, result.StatusCode));
        Assert.Contains("refused", result.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    /// <summary>Answers each question with the next of its addresses.</summary>
    private sealed class TurningResolver(params string[] addresses) : Flowker.Executors.Egress.IHostResolver
    {
        public int Lookups { get; private set; }

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse(addresses[Lookups++ % addresses.Length])]);
    }
}
