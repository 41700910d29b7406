using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Flowker.Api.Tests;

/// <summary>What every answer says to browsers and caches, and what strangers do not learn.</summary>
public sealed class SafeAnswerTests(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData("GET", "/v1/workflows")]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("POST", "/v1/workflows")]
    [InlineData("PUT", "/v1/executions")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/metrics")]
    [InlineData("OPTIONS", "/v1/workflows")]
    public async Task It_is_for_its_reader_alone_and_what_it_says_it_is(string method, string path)
    {
        foreach (var headers in new (string, string)[][] { [], [("Origin", "https://app.example.com")], [("Host", "evil.example")] })
        {
            var answer = await service.SendAsync(new HttpMethod(method), path, headers: headers);
            Assert.Equal(("nosniff", "no-store"), (answer.Headers["X-Content-Type-Options"], answer.Headers["Cache-Control"]));
            Assert.Single(answer.Headers["Vary"].Split(',', StringSplitOptions.TrimEntries), "Origin");
        }
    }

    [Fact]
    public async Task The_description_is_made_once()
    {
        var first = await service.GetAsync("/openapi/v1.json");
        Assert.Equal((HttpStatusCode.OK, "no-cache"), (first.Status, first.Headers["Cache-Control"]));
        var tag = first.Headers["ETag"];
        var again = await service.SendAsync(HttpMethod.Get, "/openapi/v1.json", headers: ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Text));
        var head = await service.SendAsync(HttpMethod.Head, "/openapi/v1.json");
        Assert.Equal((HttpStatusCode.OK, "", tag), (head.Status, head.Text, head.Headers["ETag"]));
        Assert.Same(
            await service.Services.GetRequiredService<OpenApi.DocumentText>().MadeAsync(),
            await service.Services.GetRequiredService<OpenApi.DocumentText>().MadeAsync());
    }
}

/// <summary>Metrics are for everybody who reaches the port.</summary>
public sealed class MetricsSecrecyTests(PostgresService service) : IClassFixture<PostgresService>
{
    [Fact]
    public async Task Metrics_name_neither_user_nor_host_of_the_database()
    {
        await service.GetAsync("/v1/workflows");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string text;
        while (!(text = (await service.GetAsync("/metrics")).Text).Contains("db_client", StringComparison.Ordinal))
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        var database = new NpgsqlConnectionStringBuilder(service.ConnectionString);
        // The tests have pools of their own in this process.
        var lines = text.Split('\n').Where(l => l.StartsWith("db_client", StringComparison.Ordinal) && l.Contains("\"flowker-", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(lines);
        foreach (var told in new[] { $"\"{database.Username}\"", $"\"{database.Host}\"", database.Database!, $"\"{database.Port}\"", "Host=", "Username=", "server_" })
        {
            Assert.True(Array.TrueForAll(lines, l => !l.Contains(told, StringComparison.OrdinalIgnoreCase)), string.Join('\n', lines));
        }
    }
}
