using System.Net;

namespace Flowker.Api.Tests;

/// <summary>What holds for every route.</summary>
public abstract class TransportTests(Service service)
{
    [Fact]
    public async Task What_the_framework_answers_has_the_shape_of_all_errors()
    {
        (await service.GetAsync("/v1/nothing/here")).Is(404, "FLK-0404");
        (await service.GetAsync("/nothing")).Is(404, "FLK-0404");
        var wrong = await service.SendAsync(HttpMethod.Patch, "/v1/workflows");
        wrong.Is(405, "FLK-0405");
        Assert.Equal("GET, HEAD, POST", wrong.Headers["Allow"]);
    }

    [Theory]
    [InlineData("/v1/workflows/x", "GET, HEAD, PUT, DELETE")]
    [InlineData("/v1/catalog/executors", "GET, HEAD")]
    [InlineData("/v1/workflows/x/activate", "POST")]
    [InlineData("/health", "GET, HEAD")]
    [InlineData("/metrics", "GET, HEAD")]
    public async Task A_wrong_method_is_told_the_right_ones(string path, string allow)
    {
        var wrong = await service.SendAsync(HttpMethod.Trace, path);
        wrong.Is(405, "FLK-0405");
        Assert.Equal(allow, wrong.Headers["Allow"]);
    }

    [Theory]
    [InlineData("/V1/WORKFLOWS")]
    [InlineData("/v1/workflows/")]
    [InlineData("/v1/workflows///")]
    public async Task Case_and_slashes_at_the_end_of_a_path_count_for_nothing(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(path)).Status);

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/v1/workflows")]
    [InlineData("/v1/nothing")]
    public async Task Every_answer_names_its_request(string path)
    {
        Assert.Equal("my-id", (await service.SendAsync(HttpMethod.Get, path, headers: ("X-Request-Id", " my-id "))).Headers["X-Request-Id"]);
        Assert.True(Guid.TryParse((await service.GetAsync(path)).Headers["X-Request-Id"], out _));
        Assert.True(Guid.TryParse((await service.SendAsync(HttpMethod.Get, path, headers: ("X-Request-Id", "  "))).Headers["X-Request-Id"], out _));
        var hostile = await service.SendAsync(HttpMethod.Get, path, headers: ("X-Request-Id", "a\tb c" + new string('d', 200)));
        Assert.Equal("abc" + new string('d', 125), hostile.Headers["X-Request-Id"]);
    }

    [Theory]
    [InlineData(16_000, HttpStatusCode.OK)]
    [InlineData(17_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData(60_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task Headers_have_a_limit(int size, HttpStatusCode status)
    {
        var answer = await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("X-Padding", new string('x', size)));
        Assert.Equal(status, answer.Status);
        var asked = await service.GetAsync($"/version?padding={new string('x', size)}");
        Assert.Equal(status, asked.Status);
        if (status is not HttpStatusCode.OK)
        {
            answer.Is(431, "FLK-0431");
            asked.Is(431, "FLK-0431");
        }
    }

    [Fact]
    public async Task What_was_made_says_where_it_is()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString());
        Assert.Equal($"/v1/executions/{started.Json["executionId"]}", started.Headers["Location"]);
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body("[]", "[]"));
        var read = await service.GetAsync(created.Headers["Location"]);
        Assert.Equal((HttpStatusCode.OK, (string?)created.Json["workflowId"]), (read.Status, (string?)read.Json["id"]));
    }

    [Fact]
    public async Task A_read_of_the_version_that_the_client_has_is_304()
    {
        var workflow = (await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body("[]", "[]"))).Headers["Location"];
        var tag = (await service.GetAsync(workflow)).Headers["ETag"];
        var same = await service.SendAsync(HttpMethod.Get, workflow, headers: ("If-None-Match", $"\"77\", W/{tag}"));
        Assert.Equal((HttpStatusCode.NotModified, "", tag), (same.Status, same.Text, same.Headers["ETag"]));
        await service.SendAsync(HttpMethod.Put, workflow, service.Body("[]", "[]"), headers: ("If-Match", tag));
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Get, workflow, headers: ("If-None-Match", tag))).Status);
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
}

public sealed class TransportTestsOnSqlite(Service service) : TransportTests(service), IClassFixture<Service>;

public sealed class TransportTestsOnPostgres(PostgresService service) : TransportTests(service), IClassFixture<PostgresService>;
