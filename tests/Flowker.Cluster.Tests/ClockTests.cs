using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>The clock of a running service is set, by little and by much, and the service is stopped for a while.</summary>
public sealed class ClockTests
{
    // Away from the true time and back to it, so that each is a step forward and a step back.
    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromSeconds(-20), TimeSpan.Zero, TimeSpan.FromSeconds(20), TimeSpan.Zero,
        TimeSpan.FromMinutes(-20), TimeSpan.Zero, TimeSpan.FromMinutes(20), TimeSpan.Zero,
        TimeSpan.FromHours(-3), TimeSpan.Zero, TimeSpan.FromHours(3), TimeSpan.Zero,
    ];

    [Fact]
    public async Task Nothing_stops_and_nothing_fails_when_the_clock_of_a_service_is_set()
    {
        var data = Directory.CreateTempSubdirectory("flowker-clock-").FullName;
        try
        {
            await using var provider = await StubProvider.StartAsync();
            using var time = new SetTime();
            await using var flowker = await FlowkerProcess.StartAsync(data, connectionString: null, Role.Api, time.Settings);
            var workflow = await Payments.CreateWorkflowAsync(flowker.Http, provider.Address);
            var step = 0;
            foreach (var by in Steps)
            {
                step++;
                // One call is in flight while the clock is set, and another execution waits for its next attempt.
                provider.Hold("/ledger");
                var inFlight = await StartAsync(flowker, workflow, $"in-flight-{step}");
                await Eventually.BecomesTrueAsync(() => Task.FromResult(provider.Calls.Any(c => c.Key == $"{inFlight}:ledger")), "It was not called.");
                provider.Refuse("/fraud", retryAfter: 3);
                var waiting = await StartAsync(flowker, workflow, $"waiting-{step}");
                await Eventually.BecomesTrueAsync(() => Task.FromResult(provider.Calls.Any(c => c.Key == $"{waiting}:fraud")), "It was not called.");
                provider.Allow("/fraud");

                await time.SetAsync(flowker, by);

                await GoesOnAsync(flowker, workflow, provider, step);
                provider.Release("/ledger");
                Assert.Equal("completed", (string?)(await OneCall.ResultsAsync(flowker.Http, inFlight))["status"]);
                Assert.Equal("completed", (string?)(await OneCall.ResultsAsync(flowker.Http, waiting))["status"]);
            }

            var failed = await flowker.Http.GetFromJsonAsync<JsonNode>("/v1/executions?status=failed");
            Assert.Empty(failed!["items"]!.AsArray());
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>One silo's clock is wrong and is set right; the others', and a silo that joins meanwhile, are right all the time.</summary>
    [Theory]
    [InlineData(-20 * 60)]
    [InlineData(20 * 60)]
    public async Task A_cluster_goes_on_and_takes_new_silos_when_the_clock_of_one_is_set(int seconds)
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api]);
        using var time = new SetTime();
        await cluster[0].StopAsync();
        await cluster.StartAsync(0, Role.Api, time.Settings);
        var set = cluster[0];
        foreach (var by in new[] { TimeSpan.FromSeconds(seconds), TimeSpan.Zero })
        {
            await time.SetAsync(set, by);
            await cluster[1].StopAsync();
            await cluster.StartAsync(1);
            await GoesOnAsync(set, cluster.Workflow, cluster.Provider, (int)by.TotalSeconds);
            await GoesOnAsync(cluster[1], cluster.Workflow, cluster.Provider, (int)by.TotalSeconds + 1);
        }

        await cluster.IsAtRestAsync(set);
        var failed = await set.Http.GetFromJsonAsync<JsonNode>("/v1/executions?status=failed");
        Assert.Empty(failed!["items"]!.AsArray());
    }

    [Fact]
    public async Task An_execution_does_not_pay_for_the_time_in_which_its_process_stood_still()
    {
        var data = Directory.CreateTempSubdirectory("flowker-still-").FullName;
        try
        {
            await using var provider = await StubProvider.StartAsync();
            await using var flowker = await FlowkerProcess.StartAsync(data, connectionString: null);
            var bank = await OneCall.ProviderAsync(flowker.Http, provider.Address);
            var workflow = await OneCall.WorkflowAsync(flowker.Http, bank, "/slow", executionTimeoutSeconds: 10);
            provider.Hold("/slow");
            var execution = await StartAsync(flowker, workflow, "still");
            await Eventually.BecomesTrueAsync(() => Task.FromResult(provider.Calls.Count > 0), "It was not called.");
            await flowker.PauseAsync();
            // What is tested is this time itself.
            await Task.Delay(TimeSpan.FromSeconds(14));
            await flowker.ContinueAsync();
            provider.Release("/slow");
            Assert.Equal("completed", (string?)(await OneCall.ResultsAsync(flowker.Http, execution))["status"]);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    // Starts, more of them than one key's grain; a repetition; lists; a workflow that is created and activated.
    private static async Task GoesOnAsync(FlowkerProcess flowker, string workflow, StubProvider provider, int step)
    {
        for (var i = 0; i < 10; i++)
        {
            var id = await StartAsync(flowker, workflow, $"step-{step}-{i}");
            Assert.Equal((HttpStatusCode.OK, id), await Payments.StartAsync(flowker.Http, workflow, $"step-{step}-{i}"));
        }

        foreach (var list in new[] { "/v1/executions", "/v1/workflows", "/v1/provider-configurations", "/v1/audit-events", "/health/ready" })
        {
            using var listed = await flowker.Http.GetAsync(list);
            Assert.True(listed.IsSuccessStatusCode, $"{list}: {await listed.Content.ReadAsStringAsync()}");
        }

        var created = await Payments.CreateWorkflowAsync(flowker.Http, provider.Address, $"bank-{Guid.NewGuid():N}");
        await StartAsync(flowker, created, $"created-{step}-{created}");
    }

    private static async Task<string> StartAsync(FlowkerProcess flowker, string workflow, string key)
    {
        var (status, execution) = await Payments.StartAsync(flowker.Http, workflow, key);
        Assert.True(status is HttpStatusCode.Created, $"{key}: {status}");
        return execution!;
    }
}
