namespace Flowker.Api.Tests;

/// <summary>Reading executions, and what running them shows.</summary>
public abstract class ExecutionTests(Service service)
{
    [Fact]
    public async Task Results_tell_of_every_step_and_the_output()
    {
        var workflow = await service.ActivateAsync(
            """
            [{"id":"t","type":"trigger"},
             {"id":"check","type":"executor","name":"Check","data":{"executorId":"http","providerConfigId":"{provider}","path":"/check",
               "inputMapping":[{"source":"workflow.amount","target":"amount"}],"outputMapping":[{"source":"body.echo.amount","target":"seen"}]}},
             {"id":"big","type":"conditional","data":{"condition":"check.seen > 100"}},
             {"id":"yes","type":"action","data":{"actionType":"set_output","output":{"seen":"${check.seen}"}}},
             {"id":"no","type":"action","data":{"actionType":"set_output","output":{}}}]
            """,
            """
            [{"id":"1","source":"t","target":"check"},{"id":"2","source":"check","target":"big"},
             {"id":"3","source":"big","target":"yes","sourceHandle":"true"},{"id":"4","source":"big","target":"no","sourceHandle":"false"}]
            """);
        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString(), """{"amount":12345678901234567890.10}""");
        var results = await service.ResultsAsync((string)started.Json["executionId"]!);
        Assert.Equal(
            [(1, "Check", "completed"), (2, "conditional_big", "completed"), (3, "action_yes", "completed")],
            results["stepResults"]!.AsArray().Select(s => ((int)s!["stepNumber"]!, (string)s["stepName"]!, (string)s["status"]!)));
        Assert.Equal("""{"seen":12345678901234567890.10}""", results["finalOutput"]!.ToJsonString());
        Assert.Equal("""["no"]""", results["skippedNodes"]!.ToJsonString());
        var status = await service.GetAsync($"/v1/executions/{started.Json["executionId"]}");
        Assert.Equal(("completed", 3, 4), ((string?)status.Json["status"], (int)status.Json["currentStepNumber"]!, (int)status.Json["totalSteps"]!));
        Assert.Null(status.Json["waitingOn"]);
    }

    [Fact]
    public async Task A_failed_execution_names_the_node_and_the_reason()
    {
        var workflow = await service.ActivateAsync(Workflows.OneCall("\"path\":\"/status/422\""), Workflows.OneCallEdges);
        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString());
        var results = await service.ResultsAsync((string)started.Json["executionId"]!);
        Assert.Equal(("failed", "FLK-0504"), ((string?)results["status"], (string?)results["errorCode"]));
        Assert.Contains("node \"call\": executor call failed after 1 attempt", (string?)results["errorMessage"], StringComparison.Ordinal);
        Assert.Null(results["finalOutput"]);
        Assert.Equal("failed", (string?)results["stepResults"]![0]!["status"]);
    }

    [Fact]
    public async Task An_execution_that_waits_says_on_what_and_until_when()
    {
        var workflow = await service.ActivateAsync(
            Workflows.OneCall("\"path\":\"/status/503\",\"retry\":{\"maxAttempts\":2,\"initialIntervalMs\":600000,\"maxIntervalMs\":600000}"), Workflows.OneCallEdges);
        var id = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Answer status;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            status = await service.GetAsync($"/v1/executions/{id}");
            Assert.Equal("running", (string?)status.Json["status"]);
        }
        while (status.Json["waitingOn"] is null);

        var wait = status.Json["waitingOn"]![0]!;
        Assert.Equal(("retry", "call", 2), ((string?)wait["type"], (string?)wait["nodeId"], (int)wait["attempt"]!));
        Assert.Equal(TimeSpan.FromMinutes(10), (DateTimeOffset)wait["until"]! - (DateTimeOffset)wait["since"]!);
        (await service.GetAsync($"/v1/executions/{id}/results")).Is(422, "FLK-0502");
        Assert.Equal("[]", (await service.GetAsync($"/v1/executions/{id}/steps")).Json["steps"]!.ToJsonString());
    }

    [Fact]
    public async Task An_edit_does_not_touch_what_runs()
    {
        var workflow = await service.ActivateAsync(
            """
            [{"id":"t","type":"trigger"},{"id":"hold","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","path":"/hold"}},
             {"id":"o","type":"action","data":{"actionType":"set_output","output":{"definition":"old"}}}]
            """,
            """[{"id":"1","source":"t","target":"hold"},{"id":"2","source":"hold","target":"o"}]""");
        var id = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        await service.PostAsync($"/v1/workflows/{workflow}/deactivate");
        await service.PostAsync($"/v1/workflows/{workflow}/draft");
        await service.SendAsync(HttpMethod.Put, $"/v1/workflows/{workflow}", service.Body(Workflows.JustOutput, Workflows.JustOutputEdges));
        service.Provider.LetGo();
        Assert.Equal("""{"definition":"old"}""", (await service.ResultsAsync(id))["finalOutput"]!.ToJsonString());
    }

    [Fact]
    public async Task Lists_filter_and_page()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            await service.StartAsync(workflow, Guid.NewGuid().ToString());
        }

        var list = $"/v1/executions?workflowId={workflow}&status=completed";
        var first = await service.GetAsync($"{list}&limit=3&sortOrder=asc");
        var second = await service.GetAsync($"{list}&limit=3&cursor={first.Json["nextCursor"]}");
        var ids = first.Json["items"]!.AsArray().Concat(second.Json["items"]!.AsArray()).Select(e => (string)e!["executionId"]!).ToArray();
        Assert.Equal((5, 5, false), (ids.Length, ids.Distinct().Count(), (bool)second.Json["hasMore"]!));
        (await service.GetAsync($"/v1/executions?cursor={first.Json["nextCursor"]}")).Is(400, "INVALID_CURSOR");
    }

    [Theory]
    [InlineData("workflowId=7", "FLK-0002", "Bad Request")]
    [InlineData("limit=0", "FLK-0309", "Invalid Limit")]
    [InlineData("limit=101", "FLK-0309", "Pagination Limit Exceeded")]
    [InlineData("status=lost", "FLK-0304", "Invalid Status Filter")]
    [InlineData("sortBy=name", "FLK-0304", "Invalid Sort Field")]
    [InlineData("sortOrder=up", "FLK-0310", "Invalid Sort Order")]
    [InlineData("cursor=x&sortBy=startedAt", "FLK-0304", "Invalid Pagination Parameters")]
    [InlineData("cursor=x", "INVALID_CURSOR", "Bad Request")]
    public async Task A_faulty_list_query_is_400_with_its_title(string query, string code, string title)
    {
        var answer = await service.GetAsync($"/v1/executions?{query}");
        answer.Is(400, code);
        Assert.Equal(title, (string?)answer.Json["title"]);
    }

    [Fact]
    public async Task Unknown_executions_are_404()
    {
        foreach (var part in new[] { "", "/results", "/steps" })
        {
            (await service.GetAsync($"/v1/executions/{Guid.NewGuid()}{part}")).Is(404, "FLK-0500");
            (await service.GetAsync($"/v1/executions/seven{part}")).Is(400, "FLK-0002");
        }
    }
}

public sealed class ExecutionTestsOnSqlite(Service service) : ExecutionTests(service), IClassFixture<Service>;

public sealed class ExecutionTestsOnPostgres(PostgresService service) : ExecutionTests(service), IClassFixture<PostgresService>;
