using Flowker.Engine.Executions;
using Flowker.Engine.Json;

namespace Flowker.Executors.Tests.Http;

/// <summary>What was made with settings that are not in force any more is not sent.</summary>
public sealed class LeaseTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_call_whose_settings_change_before_it_is_sent_sends_nothing(string method)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await Assert.ThrowsAsync<SettingsOutdatedException>(() => CallAsync(http, server, new Lease(sends: 0), $$"""{"method":"{{method}}"}"""));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_call_whose_settings_hold_is_sent_within_its_lease()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();
        var lease = new Lease(sends: 1);

        Assert.Equal(CallOutcome.Success, (await CallAsync(http, server, lease, "{}")).Outcome);

        Assert.Single(server.Requests);
        Assert.Equal(0, lease.Within);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_settings_that_changed()
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("302 Found", "Location: /elsewhere\r\n"));
        using var http = new ExecutorHarness();

        await Assert.ThrowsAsync<SettingsOutdatedException>(() => CallAsync(http, server, new Lease(sends: 1), """{"method":"GET"}"""));

        Assert.Single(server.Requests);
    }

    private static Task<CallResult> CallAsync(ExecutorHarness http, LoopbackServer server, Lease lease, string node)
    {
        Assert.True(http.Service<ExecutorRegistry>().TryGet("http", out var executor));
        return executor.CallAsync(
            new ExecutorCall
            {
                CallKey = "exec:node",
                Provider = ExecutorHarness.Provider("http", ExecutorHarness.Config(server)),
                NodeData = JsonText.Parse(node),
                Payload = JsonText.Parse("{}"),
                PayloadIsMapped = false,
                Context = JsonScope.FromObject(JsonText.Parse("{}")),
                Lease = lease,
            },
            CancellationToken.None);
    }

    /// <summary>Holds for so many requests.</summary>
    private sealed class Lease(int sends) : ISettingsLease
    {
        private int _left = sends;

        public int Within { get; private set; }

        public bool TryEnter()
        {
            if (_left-- <= 0)
            {
                return false;
            }

            Within++;
            return true;
        }

        public void Exit() => Within--;
    }
}
