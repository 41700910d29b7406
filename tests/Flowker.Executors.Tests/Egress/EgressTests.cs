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
}
