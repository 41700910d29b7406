using System.Net;
using System.Text;

namespace Flowker.Api.Tests;

/// <summary>POST /v1/workflows/{id}/executions: every status of the contract, and what it promises.</summary>
public abstract class StartTests(Service service)
{
    [Fact]
    public async Task A_new_key_is_201_pending_and_a_repetition_200_with_the_same_execution()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var first = await service.StartAsync(workflow, "  k-1 ", """{"n":1}""");
        Assert.Equal((HttpStatusCode.Created, "pending"), (first.Status, (string?)first.Json["status"]));
        Assert.Equal(workflow, (string?)first.Json["workflowId"]);
        await service.ResultsAsync((string)first.Json["executionId"]!);
        var again = await service.StartAsync(workflow, "k-1", """{ "n" : 1 }""");
        Assert.Equal((HttpStatusCode.OK, "true", "completed"), (again.Status, again.Headers["Idempotency-Replayed"], (string?)again.Json["status"]));
        Assert.Equal((string?)first.Json["executionId"], (string?)again.Json["executionId"]);
        Assert.Equal((string?)first.Json["startedAt"], (string?)again.Json["startedAt"]);
    }

    [Fact]
    public async Task Sixty_four_threads_with_one_key_start_one_execution_with_one_set_of_calls()
    {
        var workflow = await service.ActivateAsync(
            Workflows.OneCall("\"path\":\"/sixty-four\",\"inputMapping\":[{\"source\":\"workflow.n\",\"target\":\"n\"}]"), Workflows.OneCallEdges);
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => service.StartAsync(workflow, "sixty-four", """{"n":7}"""))));
        Assert.Equal(1, answers.Count(a => a.Status is HttpStatusCode.Created));
        Assert.Equal(63, answers.Count(a => a.Status is HttpStatusCode.OK));
        var id = Assert.Single(answers.Select(a => (string)a.Json["executionId"]!).Distinct());
        await service.ResultsAsync(id);
        var call = Assert.Single(service.Provider.Calls, c => c.Path == "/sixty-four");
        Assert.Equal(($"{id}:call", """{"n":7}"""), (call.Key, call.Body));
    }

    [Fact]
    public async Task A_key_with_another_input_or_workflow_is_422()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var other = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        await service.StartAsync(workflow, "reused", """{"n":9007199254740993}""");
        (await service.StartAsync(workflow, "reused", """{"n":9007199254740992}""")).Is(422, "FLK-0510");
        (await service.StartAsync(other, "reused", """{"n":9007199254740993}""")).Is(422, "FLK-0510");
        Assert.Equal(HttpStatusCode.OK, (await service.StartAsync(workflow, "reused", """{"n":9007199254740993}""")).Status);
    }

    [Fact]
    public async Task A_key_works_after_its_workflow_was_deactivated_and_deleted()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var first = await service.StartAsync(workflow, "outlives", """{"n":1}""");
        await service.PostAsync($"/v1/workflows/{workflow}/deactivate");
        Assert.Equal(HttpStatusCode.OK, (await service.StartAsync(workflow, "outlives", """{"n":1}""")).Status);
        await service.SendAsync(HttpMethod.Delete, $"/v1/workflows/{workflow}");
        var last = await service.StartAsync(workflow, "outlives", """{"n":1}""");
        Assert.Equal((string?)first.Json["executionId"], (string?)last.Json["executionId"]);
    }

    [Fact]
    public async Task One_mebibyte_passes_and_one_byte_more_is_413()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var path = $"/v1/workflows/{workflow}/executions";
        (await service.SendAsync(HttpMethod.Post, path, Sized(1_048_577), "too-large")).Is(413, "FLK-0506");
        await NothingIsStoredAsync(workflow);
        Assert.Equal(HttpStatusCode.Created, (await service.SendAsync(HttpMethod.Post, path, Sized(1_048_576), "just-right")).Status);
    }

    [Fact]
    public async Task A_compressed_body_counts_as_what_it_inflates_to()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        foreach (var (size, status) in new[] { (1_048_576, HttpStatusCode.Created), (100_000_000, HttpStatusCode.RequestEntityTooLarge) })
        {
            using var packed = new MemoryStream();
            await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            {
                await gzip.WriteAsync(Encoding.UTF8.GetBytes(Sized(size)));
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/workflows/{workflow}/executions") { Content = new ByteArrayContent(packed.ToArray()) };
            request.Content.Headers.Add("Content-Type", "application/json");
            request.Content.Headers.Add("Content-Encoding", "gzip");
            request.Headers.Add("Idempotency-Key", $"packed-{size}");
            using var response = await service.Http.SendAsync(request);
            Assert.Equal(status, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("", "application/json", "FLK-0001")]
    [InlineData("{", "application/json", "FLK-0001")]
    [InlineData("{} x", "application/json", "FLK-0001")]
    [InlineData("[]", "application/json", "FLK-0001")]
    [InlineData("7", "application/json", "FLK-0001")]
    [InlineData("""{"inputData":[]}""", "application/json", "FLK-0001")]
    [InlineData("""{"inputData":"text"}""", "application/json", "FLK-0001")]
    [InlineData("""{"inputData":{"a":"\ud800"}}""", "application/json", "FLK-0001")]
    [InlineData("""{"inputData":{"\udc00":1}}""", "application/json", "FLK-0001")]
    [InlineData("""{"inputData":{}}""", "text/plain", "FLK-0001")]
    [InlineData("""{"inputData":{}}""", "application/x-www-form-urlencoded", "FLK-0001")]
    [InlineData("{}", "application/json", "FLK-0301")]
    [InlineData("null", "application/json", "FLK-0301")]
    [InlineData("""{"inputData":null}""", "application/json", "FLK-0301")]
    public async Task A_faulty_body_is_400_and_stores_nothing(string body, string contentType, string code)
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        (await service.SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/executions", body, "faulty", contentType)).Is(400, code);
        await NothingIsStoredAsync(workflow);
    }

    [Fact]
    public async Task A_body_that_nests_too_deeply_is_400()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var deep = new string('[', 200) + new string(']', 200);
        var refused = await service.StartAsync(workflow, "deep", $$"""{"a":{{deep}}}""");
        refused.Is(400, "FLK-0001");
        Assert.Contains("deeper than 64", (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("tab\tin it")]
    public async Task A_missing_or_unprintable_key_is_400(string? key)
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        (await service.SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/executions", """{"inputData":{}}""", key)).Is(400, "FLK-0509");
        (await service.StartAsync(workflow, new string('k', 256))).Is(400, "FLK-0509");
        Assert.Equal(HttpStatusCode.Created, (await service.StartAsync(workflow, Guid.NewGuid().ToString().PadRight(255, 'k'))).Status);
    }

    [Fact]
    public async Task An_unknown_or_inactive_workflow_stores_nothing_and_leaves_the_key_free()
    {
        (await service.StartAsync("not-a-uuid", "free")).Is(400, "FLK-0002");
        (await service.StartAsync(Guid.NewGuid().ToString(), "free")).Is(404, "FLK-0100");
        var draft = (string)(await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(Workflows.JustOutput, Workflows.JustOutputEdges))).Json["workflowId"]!;
        (await service.StartAsync(draft, "free")).Is(422, "FLK-0501");
        await service.PostAsync($"/v1/workflows/{draft}/activate");
        Assert.Equal(HttpStatusCode.Created, (await service.StartAsync(draft, "free")).Status);
    }

    [Fact]
    public async Task Input_members_match_in_any_case()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var started = await service.SendAsync(
            HttpMethod.Post, $"/v1/workflows/{workflow}/executions", """{"INPUTDATA":{"n":2}}""", "any-case", "application/vnd.flowker+json; charset=utf-8");
        Assert.Equal(HttpStatusCode.Created, started.Status);
        var results = await service.ResultsAsync((string)started.Json["executionId"]!);
        Assert.Equal("""{"seen":2}""", results["finalOutput"]!.ToJsonString());
    }

    private async Task NothingIsStoredAsync(string workflow) =>
        Assert.Empty((await service.GetAsync($"/v1/executions?workflowId={workflow}")).Json["items"]!.AsArray());

    private static string Sized(int bytes)
    {
        const string frame = """{"inputData":{"n":""}}""";
        return $$$"""{"inputData":{"n":"{{{new string('x', bytes - frame.Length)}}}"}}""";
    }
}

public sealed class StartTestsOnSqlite(Service service) : StartTests(service), IClassFixture<Service>;

public sealed class StartTestsOnPostgres(PostgresService service) : StartTests(service), IClassFixture<PostgresService>;
