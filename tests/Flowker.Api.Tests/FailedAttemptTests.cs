using System.Diagnostics;
using System.Net;
using Flowker.Api.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Api.Tests;

/// <summary>Guessing is slow, costs little memory and few lines of the log, and harms nobody else.</summary>
public sealed class FailedAttemptTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Said _log = new();
    private readonly FailedAttempts _attempts;

    public FailedAttemptTests()
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_log.Provider()));
        _attempts = new FailedAttempts(Options.Create(new FailedAttemptOptions()), _time, factory.CreateLogger<FailedAttempts>());
    }

    [Fact]
    public async Task The_more_fail_from_one_address_the_longer_each_waits()
    {
        for (var i = 0; i < 10; i++)
        {
            await AttemptAsync("10.0.0.1");
        }

        foreach (var milliseconds in new[] { 50, 100, 200, 400, 800, 1600, 2000, 2000 })
        {
            var held = AttemptAsync("10.0.0.1");
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds - 1));
            Assert.False(held.IsCompleted);
            Assert.True(AttemptAsync("10.0.0.2").IsCompleted || milliseconds > 1600, "Another address was slowed.");
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await held;
        }

        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(AttemptAsync("10.0.0.1").IsCompleted);
    }

    [Fact]
    public void The_addresses_of_one_network_count_together_and_many_addresses_cost_no_more_than_some()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.True(AttemptAsync($"2001:db8::{i + 1:x}").IsCompleted);
        }

        Assert.False(AttemptAsync("2001:db8::ffff").IsCompleted);
        for (var i = 0; i < 2 * FailedAttempts.MostAddresses; i++)
        {
            _ = AttemptAsync(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]).ToString());
        }

        Assert.Equal(FailedAttempts.MostAddresses, _attempts.Addresses);
        _time.Advance(TimeSpan.FromMinutes(10));
        _ = AttemptAsync("11.0.0.1");
        // That one, and the one whose answer was held until just now.
        Assert.InRange(_attempts.Addresses, 1, 2);
    }

    [Fact]
    public void No_more_are_held_than_a_bound_and_those_beyond_it_lose_their_connection()
    {
        for (var i = 0; i < 10 + FailedAttempts.MostHeldOfAddress; i++)
        {
            _ = AttemptAsync("10.0.0.1");
        }

        var http = Request("10.0.0.1");
        Assert.True(_attempts.SlowAsync(http).IsCompleted);
        Assert.Equal("close", http.Response.Headers.Connection);
    }

    [Fact]
    public void The_log_says_how_many_there_were()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _ = AttemptAsync("10.0.0.1");
        }

        Assert.Contains(": 1,", Assert.Single(_log.Messages), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, _log.Messages.Count);
        Assert.Contains(": 999,", _log.Messages.Last(), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(2, _log.Messages.Count);
    }

    [Fact]
    public async Task Over_http_guesses_are_slowed_and_a_good_key_from_the_same_address_is_not()
    {
        var service = new Slowing();
        Task<Answer>[] guessing = [];
        await service.InitializeAsync();
        try
        {
            var first = Stopwatch.StartNew();
            for (var i = 0; i < 14; i++)
            {
                (await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("X-API-Key", $"guess {i}"))).Is(401, "UNAUTHORIZED");
            }

            // 50, 100, 200 and 400 ms, and whatever the machine takes: it cannot be less.
            Assert.True(first.Elapsed > TimeSpan.FromMilliseconds(740), $"14 guesses took {first.Elapsed}.");
            guessing = Enumerable.Range(0, 20).Select(i => service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("X-API-Key", $"more {i}"))).ToArray();
            Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("X-API-Key", Slowing.Key))).Status);
            Assert.Contains(guessing, g => !g.IsCompleted);
            // Who shows nothing guesses nothing.
            (await service.GetAsync("/v1/workflows")).Is(401, "UNAUTHORIZED");
            Assert.InRange(service.Said.Count(m => m.Contains("prove who calls", StringComparison.Ordinal)), 1, 2);
        }
        finally
        {
            // Their client gives up on those that are still held.
            await service.DisposeAsync();
            await ((Task)Task.WhenAll(guessing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    public void Dispose() => _attempts.Dispose();

    private Task AttemptAsync(string address) => _attempts.SlowAsync(Request(address));

    private static DefaultHttpContext Request(string address)
    {
        var http = new DefaultHttpContext();
        http.Request.Protocol = HttpProtocol.Http11;
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return http;
    }

    private sealed class Slowing() : Service(("API_KEY_ENABLED", "true"), ("API_KEY", Key))
    {
        public const string Key = "the key of the setting";

        protected override void Configure(WebApplicationBuilder builder) =>
            builder.Services.PostConfigure<FailedAttemptOptions>(attempts => attempts.Longest = TimeSpan.FromMinutes(1));
    }
}
