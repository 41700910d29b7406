using System.Net;

namespace Flowker.Api.Tests;

/// <summary>A workflow that runs by itself, on the real clock.</summary>
public abstract class ScheduleTests(Service service)
{
    private const string Edges = """[{"id":"e","source":"t","target":"o"}]""";

    [Fact]
    public async Task A_workflow_runs_by_itself_at_the_minute_that_its_schedule_shows()
    {
        var workflow = await service.ActivateAsync(Nodes("\"cron\":\"* * * * *\""), Edges);
        var schedule = await service.GetAsync($"/v1/workflows/{workflow}/schedule?count=2");
        Assert.Equal(HttpStatusCode.OK, schedule.Status);
        var trigger = schedule.Json["triggers"]![0]!;
        Assert.Equal(("t", "* * * * *", "UTC", "last", 2), ((string?)trigger["nodeId"], (string?)trigger["cron"], (string?)trigger["timeZone"], (string?)trigger["catchUp"], trigger["nextRuns"]!.AsArray().Count));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(150));
        Answer list;
        do
        {
            list = await service.GetAsync($"/v1/executions?workflowId={workflow}");
            await Task.Delay(200, patience.Token);
        }
        while (list.Json["items"]!.AsArray().Count == 0);
        var results = await service.ResultsAsync((string)list.Json["items"]!.AsArray()[^1]!["executionId"]!);

        Assert.Contains((string?)results["finalOutput"]!["at"], trigger["nextRuns"]!.AsArray().Select(at => (string?)at));
    }

    [Theory]
    [InlineData("\"cron\":\"61 * * * *\"")]
    [InlineData("\"cron\":\"0 0 31 2 *\"")]
    [InlineData("\"cron\":\"@every_second\"")]
    [InlineData("\"cron\":\"* * * * *\",\"timeZone\":\"localtime\"")]
    [InlineData("\"cron\":\"* * * * *\",\"timeZone\":\"Mars/Olympus\"")]
    [InlineData("\"cron\":\"* * * * *\",\"timeZone\":\"../../etc/passwd\"")]
    [InlineData("\"cron\":\"* * * * *\",\"catchUp\":\"some\"")]
    [InlineData("\"timeZone\":\"UTC\"")]
    public async Task A_schedule_that_makes_no_sense_is_refused_at_activation(string data)
    {
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(Nodes(data), Edges));
        (await service.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate")).Is(422, "FLK-0211");
    }

    [Fact]
    public async Task A_schedule_is_read_with_the_errors_of_the_contract()
    {
        (await service.GetAsync($"/v1/workflows/{Guid.NewGuid()}/schedule")).Is(404, "FLK-0100");
        (await service.GetAsync("/v1/workflows/no-id/schedule")).Is(400, "FLK-0002");
        (await service.GetAsync($"/v1/workflows/{Guid.NewGuid()}/schedule?count=101")).Is(400, "FLK-0304");
        var unscheduled = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        Assert.Empty((await service.GetAsync($"/v1/workflows/{unscheduled}/schedule")).Json["triggers"]!.AsArray());
    }

    private static string Nodes(string data) => $$"""
        [{"id":"t","type":"trigger","data":{"triggerType":"schedule",{{data}} } },
         {"id":"o","type":"action","data":{"actionType":"set_output","output":{"at":"${workflow._schedule.scheduledFor}"} } }]
        """;
}

public sealed class ScheduleTestsOnSqlite(Service service) : ScheduleTests(service), IClassFixture<Service>;

public sealed class ScheduleTestsOnPostgres(PostgresService service) : ScheduleTests(service), IClassFixture<PostgresService>;
