using Flowker.Engine.Executions;
using Flowker.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Executors.Tests.Authentication;

public sealed class OidcTests
{
    private const string Client = """ "client_id":"flowker","client_secret":"s3cret/+ü" """;
    private const string User = """ "username":"ana","password":"pa55 wörd" """;

    [Theory]
    [InlineData("")]
    [InlineData(""","token_endpoint_auth_method":"client_secret_basic" """)]
    [InlineData(""","token_endpoint_auth_method":"client_secret_post" """)]
    public async Task A_client_calls_with_its_own_token(string more)
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, server, ClientConfig(server, """
            ,"scopes":["ledger.write","ledger.read"],"extra_params":{"tenant":"t1"}
            """ + more));

        Assert.Null(result.Message);
        Assert.Equal("""{"subject":"flowker","scopes":["ledger.write","ledger.read"]}""", result.Body().GetRawText());
        var request = Assert.Single(server.TokenRequests);
        Assert.Equal("client_credentials", request.GrantType);
        Assert.Equal("t1", (string?)request.GetParameter("tenant"));
    }

    [Fact]
    public async Task A_user_s_token_is_fetched_with_the_user_s_password()
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, server, UserConfig(server));

        Assert.Equal("""{"subject":"ana","scopes":["openid"]}""", result.Body().GetRawText());
        Assert.Equal("password", Assert.Single(server.TokenRequests).GrantType);
    }

    [Fact]
    public async Task Discovery_and_token_are_shared_by_calls_that_follow_each_other_or_do_not()
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();

        var atOnce = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(http, server, ClientConfig(server))));
        var later = await CallAsync(http, server, ClientConfig(server));

        Assert.All([.. atOnce, later], r => Assert.Equal(CallOutcome.Success, r.Outcome));
        Assert.Equal((1, 1), (server.Discoveries, server.TokenRequests.Count));
        Assert.Equal(21, server.Presented.Count);
    }

    [Fact]
    public async Task A_token_is_replaced_before_it_ends()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await OidcServer.StartAsync(TimeSpan.FromMinutes(10));
        using var http = new ExecutorHarness(time);

        await CallAsync(http, server, ClientConfig(server));
        time.Advance(TimeSpan.FromSeconds(535));
        await CallAsync(http, server, ClientConfig(server));
        Assert.Single(server.TokenRequests);
        time.Advance(TimeSpan.FromSeconds(10));
        await CallAsync(http, server, ClientConfig(server));

        Assert.Equal((1, 2), (server.Discoveries, server.TokenRequests.Count));
    }

    /// <summary>Set back by hours, the clock would keep a token for hours after its end.</summary>
    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public async Task A_token_lasts_as_long_as_it_was_given_for_though_the_clock_is_set(int hours)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var clock = new SetClock(time);
        await using var server = await OidcServer.StartAsync(TimeSpan.FromMinutes(10));
        using var http = new ExecutorHarness(clock);

        await CallAsync(http, server, ClientConfig(server));
        clock.SetBy = TimeSpan.FromHours(hours);
        time.Advance(TimeSpan.FromSeconds(535));
        await CallAsync(http, server, ClientConfig(server));
        Assert.Single(server.TokenRequests);
        time.Advance(TimeSpan.FromSeconds(100));
        await CallAsync(http, server, ClientConfig(server));
        Assert.Equal(2, server.TokenRequests.Count);
    }

    [Theory]
    [InlineData(""","cache":{"refresh_before_expiry_seconds":300}""", 400, 2)]
    [InlineData(""","cache":{"refresh_before_expiry_seconds":100000}""", 200, 1)]
    [InlineData(""","cache":{"use_refresh_token":false}""", 400, 1)]
    [InlineData(""","cache":{}""", 400, 1)]
    [InlineData(""","cache":{"enabled":false}""", 0, 2)]
    public async Task How_long_tokens_are_kept_can_be_set(string cache, int seconds, int requests)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await OidcServer.StartAsync(TimeSpan.FromMinutes(10));
        using var http = new ExecutorHarness(time);

        await CallAsync(http, server, ClientConfig(server, cache: cache));
        time.Advance(TimeSpan.FromSeconds(seconds));
        await CallAsync(http, server, ClientConfig(server, cache: cache));

        Assert.Equal(requests, server.TokenRequests.Count);
    }

    [Theory]
    [InlineData("", "refresh_token")]
    [InlineData(""","cache":{"use_refresh_token":false}""", "password")]
    public async Task A_user_s_token_is_refreshed_where_that_is_possible(string cache, string grant)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await OidcServer.StartAsync(TimeSpan.FromMinutes(10));
        using var http = new ExecutorHarness(time);
        var config = UserConfig(server, ""","scopes":["openid","offline_access"]""", cache);

        await CallAsync(http, server, config);
        time.Advance(TimeSpan.FromSeconds(590));
        var result = await CallAsync(http, server, config);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal(["password", grant], server.TokenRequests.Select(r => r.GrantType));
    }

    [Fact]
    public async Task A_token_that_the_provider_takes_no_more_is_replaced_within_the_attempt()
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();
        await CallAsync(http, server, ClientConfig(server));
        server.Revoked[server.Presented.Single()] = true;

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CallAsync(http, server, ClientConfig(server))));

        Assert.All(results, r => Assert.Equal(CallOutcome.Success, r.Outcome));
        Assert.Equal(2, server.TokenRequests.Count);
    }

    [Fact]
    public async Task A_new_token_that_is_refused_is_the_answer()
    {
        await using var server = await OidcServer.StartAsync();
        server.RevokeAll = true;
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, server, ClientConfig(server));

        Assert.Equal((CallOutcome.Rejected, 401), (result.Outcome, result.StatusCode));
        Assert.Equal((1, 1), (server.TokenRequests.Count, server.Presented.Count));
    }

    [Fact]
    public async Task Changed_credentials_never_meet_an_old_token()
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();
        await CallAsync(http, server, ClientConfig(server));

        var result = await CallAsync(http, server, Config(server, "oidc_client_credentials", """ "client_id":"flowker","client_secret":"hunter2" """));

        AssertRefused(result, "invalid_client");
        Assert.Single(server.Presented);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_without_the_words_of_the_endpoint()
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, server, Config(server, "oidc_user", Client + """, "username":"ana","password":"hunter2" """));

        AssertRefused(result, "invalid_grant");
        Assert.Empty(server.Presented);
    }

    [Fact]
    public async Task Without_discovery_the_token_url_is_asked()
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            $$"""{"base_url":"{{server.Url}}","auth_type":"oidc_client_credentials","token_url":"{{server.Url}}/token",{{Client}} }""",
            """{"path":"api"}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal(0, server.Discoveries);
    }

    [Fact]
    public async Task The_token_shows_nowhere_in_the_result()
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, server, ClientConfig(server));

        var token = server.Presented.Single()["Bearer ".Length..];
        Assert.DoesNotContain(token, result.ToString() + result.Envelope().GetRawText(), StringComparison.Ordinal);
    }

    private static Task<CallResult> CallAsync(ExecutorHarness http, OidcServer server, string auth) =>
        http.CallAsync($$"""{"base_url":"{{server.Url}}","auth":{{auth}} }""", """{"method":"GET","path":"api"}""");

    private static string ClientConfig(OidcServer server, string more = "", string cache = "") =>
        Config(server, "oidc_client_credentials", Client + more, cache);

    private static string UserConfig(OidcServer server, string more = "", string cache = "") =>
        Config(server, "oidc_user", Client + "," + User + more, cache);

    private static string Config(OidcServer server, string type, string config, string cache = "") =>
        $$"""{"type":"{{type}}","config":{"issuer_url":"{{server.Url}}/",{{config}} }{{cache}} }""";

    private static void AssertRefused(CallResult result, string error)
    {
        Assert.Equal((CallOutcome.Failed, false, null), (result.Outcome, result.Transient, result.StatusCode));
        Assert.Contains(error, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
    }
}
