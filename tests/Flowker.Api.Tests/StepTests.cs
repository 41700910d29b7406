using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>One step and the truth about its attempts.</summary>
public abstract class StepTests(Service service)
{
    [Fact]
    public async Task A_step_tells_every_attempt_with_its_answer()
    {
        var id = await RunAsync("\"path\":\"/status/503\",\"body\":{\"amount\":7,\"token\":\"s3cret\"},\"retry\":{\"maxAttempts\":2,\"initialIntervalMs\":10}");
        var step = (await service.GetAsync($"/v1/executions/{id}/steps/call")).Json;
        Assert.Equal(("call", "executor_call", 1, "failed"), ((string?)step["nodeId"], (string?)step["stepName"], (int)step["stepNumber"]!, (string?)step["status"]));
        var attempts = step["attempts"]!.AsArray();
        Assert.Equal([1, 2], attempts.Select(a => (int)a!["attempt"]!));
        Assert.All(attempts, attempt =>
        {
            Assert.Equal(("failed", 503, "POST"), ((string?)attempt!["outcome"], (int)attempt["statusCode"]!, (string?)attempt["method"]));
            Assert.InRange((long)attempt["durationMs"]!, 0, 60_000);
            Assert.Equal(64, ((string?)attempt["requestSha256"])!.Length);
            Assert.Equal(64, ((string?)attempt["responseSha256"])!.Length);
            Assert.Equal(7, (int)attempt["response"]!["body"]!["echo"]!["amount"]!);
            Assert.Equal("********", (string?)attempt["response"]!["body"]!["echo"]!["token"]);
        });
        Assert.True((DateTimeOffset)attempts[0]!["startedAt"]! < (DateTimeOffset)attempts[1]!["startedAt"]!);
        Assert.DoesNotContain("s3cret", attempts.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_was_refused_or_went_well_says_so()
    {
        Assert.Equal(("rejected", 422), await OnlyAttemptAsync("\"path\":\"/status/422\""));
        Assert.Equal(("success", 200), await OnlyAttemptAsync("\"path\":\"/well\""));
    }

    [Fact]
    public async Task What_runs_and_what_has_not_begun_is_told_too()
    {
        var workflow = await service.ActivateAsync(
            """
            [{"id":"t","type":"trigger"},{"id":"hold","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","path":"/hold"}},
             {"id":"o","type":"action","data":{"actionType":"set_output","output":{}}}]
            """,
            """[{"id":"1","source":"t","target":"hold"},{"id":"2","source":"hold","target":"o"}]""");
        var id = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        var running = (await service.GetAsync($"/v1/executions/{id}/steps/hold")).Json;
        Assert.Equal("running", (string?)running["status"]);
        var attempt = Assert.Single(running["attempts"]!.AsArray())!;
        Assert.Equal((1, null, null), ((int)attempt["attempt"]!, (string?)attempt["outcome"], (long?)attempt["durationMs"]));
        Assert.Equal("pending", (string?)(await service.GetAsync($"/v1/executions/{id}/steps/o")).Json["status"]);
        (await service.GetAsync($"/v1/executions/{id}/steps/nowhere")).Is(404, "FLK-0511");
        (await service.GetAsync($"/v1/executions/{Guid.NewGuid()}/steps/hold")).Is(404, "FLK-0500");
        (await service.GetAsync("/v1/executions/7/steps/hold")).Is(400, "FLK-0002");
        service.Provider.LetGo();
        await service.ResultsAsync(id);
    }

    private async Task<(string?, int)> OnlyAttemptAsync(string data)
    {
        var id = await RunAsync(data);
        var attempt = Assert.Single((await service.GetAsync($"/v1/executions/{id}/steps/call")).Json["attempts"]!.AsArray())!;
        Assert.NotNull(attempt["response"]!["body"]);
        return ((string?)attempt["outcome"], (int)attempt["statusCode"]!);
    }

    private async Task<string> RunAsync(string data)
    {
        var workflow = await service.ActivateAsync(Workflows.OneCall(data), Workflows.OneCallEdges);
        var id = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        JsonNode results = await service.ResultsAsync(id);
        Assert.NotNull(results);
        return id;
    }
}

public sealed class StepTestsOnSqlite(Service service) : StepTests(service), IClassFixture<Service>;

public sealed class StepTestsOnPostgres(PostgresService service) : StepTests(service), IClassFixture<PostgresService>;
