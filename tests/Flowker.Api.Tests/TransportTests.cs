using System.Net;

namespace Flowker.Api.Tests;

/// <summary>What holds for every route, and how the service starts.</summary>
public sealed class TransportTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task What_the_framework_answers_has_the_shape_of_all_errors()
    {
        (await service.GetAsync("/v1/nothing/here")).Is(404, "FLK-0404");
        (await service.GetAsync("/nothing")).Is(404, "FLK-0404");
        var wrong = await service.SendAsync(HttpMethod.Patch, "/v1/workflows");
        wrong.Is(405, "FLK-0405");
        Assert.Equal("GET, HEAD, POST", wrong.Headers["Allow"]);
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows", $$"""{"name":"{{new string('x', 4 * 1024 * 1024)}}"}""")).Is(413, "FLK-0413");
    }

    [Fact]
    public async Task Every_answer_names_its_request()
    {
        Assert.Equal("my-id", (await service.SendAsync(HttpMethod.Get, "/health/live", headers: ("X-Request-Id", " my-id "))).Headers["X-Request-Id"]);
        Assert.True(Guid.TryParse((await service.GetAsync("/v1/workflows")).Headers["X-Request-Id"], out _));
    }

    [Fact]
    public async Task Every_read_answers_head()
    {
        foreach (var path in new[] { "/v1/workflows", "/v1/executions", "/v1/provider-configurations", "/v1/catalog/executors", "/health", "/version" })
        {
            var head = await service.SendAsync(HttpMethod.Head, path);
            Assert.Equal((HttpStatusCode.OK, ""), (head.Status, head.Text));
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/readyz")]
    public async Task Probes_say_that_all_is_well(string path) =>
        Assert.Equal("healthy", (string?)(await service.GetAsync(path)).Json["status"]);

    [Fact]
    public async Task With_a_key_nothing_under_v1_answers_without_it()
    {
        var guarded = new Service(("API_KEY_ENABLED", "true"), ("API_KEY", "s3cret"));
        await guarded.InitializeAsync();
        try
        {
            foreach (var (method, path) in new[] { (HttpMethod.Get, "/v1/workflows"), (HttpMethod.Post, "/v1/workflows/x/executions"), (HttpMethod.Get, "/v1/nothing"), (HttpMethod.Patch, "/V1/executions") })
            {
                (await guarded.SendAsync(method, path)).Is(401, "UNAUTHORIZED");
                (await guarded.SendAsync(method, path, headers: ("X-API-Key", "S3cret"))).Is(401, "UNAUTHORIZED");
            }

            Assert.Equal(HttpStatusCode.OK, (await guarded.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("x-api-key", "s3cret"))).Status);
            Assert.Equal(HttpStatusCode.OK, (await guarded.GetAsync("/health")).Status);
        }
        finally
        {
            await guarded.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:0", "API_KEY_ENABLED")]
    [InlineData("urls", "http://*:0", "API_KEY_ENABLED")]
    [InlineData("API_KEY_ENABLED", "true", "API_KEY")]
    [InlineData("Flowker:SiloPort", "70000", "Flowker:SiloPort")]
    [InlineData("Flowker:DataDirectory", "", "Flowker:DataDirectory")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string named)
    {
        var wrong = new Service((setting, value));
        var refusal = await Assert.ThrowsAnyAsync<Exception>(wrong.InitializeAsync);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        await wrong.Provider.DisposeAsync();
    }
}
