namespace Flowker.Api.Tests;

/// <summary>An execution that completed says what went wrong on its way, and which steps it left out.</summary>
public sealed class HandledFailureTests(Service service) : IClassFixture<Service>
{
    private const string Nodes =
        """
        [{"id":"t","type":"trigger"},{"id":"nightly","type":"trigger","data":{"triggerType":"schedule","cron":"0 3 * * *","timeZone":"UTC"}},
         {"id":"first","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","path":"/status/400","body":{},"retry":{"maxAttempts":1}}},
         {"id":"second","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","path":"/ok","body":{}}},
         {"id":"booked","type":"action","data":{"actionType":"set_output","output":{"by":"first"}}},
         {"id":"after","type":"action","data":{"actionType":"log","message":"booked"}}]
        """;

    private const string Edges =
        """
        [{"id":"a","source":"t","target":"first"},{"id":"n","source":"nightly","target":"first"},{"id":"b","source":"first","target":"booked"},
         {"id":"c","source":"first","target":"second","sourceHandle":"error"},{"id":"d","source":"booked","target":"after"}]
        """;

    [Fact]
    public async Task One_that_went_on_by_an_error_edge_says_so_in_answers_and_lists()
    {
        var workflow = await service.ActivateAsync(Nodes, Edges);
        var id = (string)(await service.StartAsync(workflow, $"{Guid.NewGuid()}")).Json["executionId"]!;
        var results = await service.ResultsAsync(id);
        Assert.Equal(("completed", 1), ((string?)results["status"], (int?)results["handledFailures"]));
        foreach (var shown in new[]
        {
            (await service.GetAsync($"/v1/executions/{id}")).Json,
            Assert.Single((await service.GetAsync($"/v1/executions?workflowId={workflow}")).Json["items"]!.AsArray())!,
        })
        {
            // Of four steps two ran and two were left out; the trigger that did not fire is no step.
            Assert.Equal(
                ("completed", 1, 2, 2, 4),
                ((string?)shown["status"], (int?)shown["handledFailures"], (int?)shown["skippedSteps"], (int)shown["currentStepNumber"]!, (int)shown["totalSteps"]!));
        }
    }

    [Fact]
    public async Task One_without_says_nothing_of_it()
    {
        var workflow = await service.ActivateAsync("""[{"id":"t","type":"trigger"}]""", "[]");
        var id = (string)(await service.StartAsync(workflow, $"{Guid.NewGuid()}")).Json["executionId"]!;
        var results = (await service.ResultsAsync(id)).AsObject();
        var shown = (await service.GetAsync($"/v1/executions/{id}")).Json.AsObject();
        foreach (var member in new[] { "handledFailures", "skippedSteps" })
        {
            Assert.False(results.ContainsKey(member));
            Assert.False(shown.ContainsKey(member));
        }
    }
}
