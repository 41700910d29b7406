using System.Collections.Concurrent;
using System.Text;
using Flowker.Engine.Workflows;
using Flowker.Storage.Definitions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flowker.Api.Tests;

/// <summary>What was activated before a rule came keeps the reading that it had, and is named after a start.</summary>
public abstract class EarlierActivationTests(EarlierActivationTests.Logged service)
{
    private const string MisledEdge = """[{"id":"e","source":"t","target":"o","sourceHandle":"error"}]""";

    [Fact]
    public async Task What_would_not_be_activated_anew_runs_on_and_is_told_by_validate_and_once_after_a_start()
    {
        var misled = await ActivateAsBeforeAsync(Workflows.JustOutput, MisledEdge);
        var right = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);

        await service.RestartAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!service.Messages.Any(m => m.Contains(misled, StringComparison.Ordinal)))
        {
            await Task.Delay(50, patience.Token);
        }

        var told = Assert.Single(service.Messages, m => m.Contains(misled, StringComparison.Ordinal));
        Assert.Contains($"{misled} (FLK-0166)", told, StringComparison.Ordinal);
        Assert.DoesNotContain(right, told, StringComparison.Ordinal);
        Assert.DoesNotContain("workflow.n", told, StringComparison.Ordinal);
        var report = await service.PostAsync($"/v1/workflows/{misled}/validate");
        Assert.False((bool)report.Json["valid"]!);
        Assert.Equal("FLK-0166", (string?)report.Json["findings"]![0]!["code"]);
        var started = await service.StartAsync(misled, Guid.NewGuid().ToString(), """{"n":7}""");
        Assert.Equal("completed", (string?)(await service.ResultsAsync((string)started.Json["executionId"]!))["status"]);

        await service.PostAsync($"/v1/workflows/{misled}/deactivate");
        await service.PostAsync($"/v1/workflows/{misled}/draft");
        (await service.PostAsync($"/v1/workflows/{misled}/activate")).Is(422, "FLK-0166");
    }

    [Fact]
    public async Task A_schedule_that_only_a_trigger_id_names_does_not_begin_by_itself()
    {
        var nodes = Nodes("""{"triggerId":"schedule","cron":"0 6 * * *"}""");
        var before = await ActivateAsBeforeAsync(nodes, Workflows.JustOutputEdges);
        Assert.Empty((await service.GetAsync($"/v1/workflows/{before}/schedule")).Json["triggers"]!.AsArray());

        var anew = await service.ActivateAsync(nodes, Workflows.JustOutputEdges);
        var trigger = Assert.Single((await service.GetAsync($"/v1/workflows/{anew}/schedule")).Json["triggers"]!.AsArray())!;
        Assert.Equal(("0 6 * * *", 5), ((string?)trigger["cron"], trigger["nextRuns"]!.AsArray().Count));
        Assert.DoesNotContain("triggerType", (await service.GetAsync($"/v1/workflows/{anew}")).Text, StringComparison.Ordinal);
        Assert.Contains("FLK-0187", (await service.PostAsync($"/v1/workflows/{before}/validate")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_a_trigger_id_names_is_a_route_of_whoever_activates_it_now()
    {
        var path = Guid.NewGuid().ToString();
        var nodes = Nodes($$"""{"triggerId":"webhook","path":"{{path}}","method":"POST"}""");
        await ActivateAsBeforeAsync(nodes, Workflows.JustOutputEdges);
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}")).Is(404, "FLK-0361");

        var anew = await service.ActivateAsync(nodes, Workflows.JustOutputEdges);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Answer fired;
        do
        {
            fired = await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", """{"n":1}""");
            await Task.Delay(50, patience.Token);
        }
        while ((int)fired.Status == 404);

        Assert.Equal((201, anew), ((int)fired.Status, fired.Headers["X-Webhook-Workflow-Id"]));
        await service.PostAsync($"/v1/workflows/{anew}/deactivate");
    }

    [Fact]
    public async Task A_type_in_a_trigger_id_waits_until_all_silos_know_of_it()
    {
        var held = new Service(("Flowker:Features:Hold", "true"));
        await held.InitializeAsync();
        try
        {
            var created = await held.SendAsync(
                HttpMethod.Post, "/v1/workflows", held.Body(Nodes("""{"triggerId":"schedule","cron":"0 6 * * *"}"""), Workflows.JustOutputEdges));
            (await held.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate")).Is(422, "FLK-0172");
            await held.PostAsync("/v1/operations/features/trigger-ids");
            Assert.Equal(200, (int)(await held.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate")).Status);
        }
        finally
        {
            await held.DisposeAsync();
        }
    }

    private static string Nodes(string trigger) =>
        $$$"""[{"id":"t","type":"trigger","data":{{{trigger}}}},{"id":"o","type":"action","data":{"actionType":"set_output","output":{} } }]""";

    // As it was stored when nothing but the rules of then was asked.
    private async Task<string> ActivateAsBeforeAsync(string nodes, string edges)
    {
        var (definition, _) = WorkflowReader.Read(Encoding.UTF8.GetBytes(service.Body(nodes, edges)));
        var pinned = WorkflowWriter.Pin(definition!);
        var id = Guid.NewGuid();
        var now = DateTimeOffset.UtcNow;
        var saved = await service.Services.GetRequiredService<IDefinitionStore>().SaveWorkflowAsync(
            new WorkflowRow
            {
                Id = id,
                Tenant = "default",
                Name = definition!.Name,
                Status = "active",
                Version = 1,
                Body = WorkflowWriter.Write(definition),
                DefinitionHash = pinned.Hash,
                PinnedBody = pinned.Body,
                CreatedAt = now,
                UpdatedAt = now,
            },
            0,
            []);
        Assert.Equal(SaveOutcome.Saved, saved);
        return id.ToString();
    }

    /// <summary>The service, and what it logs as a warning.</summary>
    public class Logged : Service
    {
        internal ConcurrentQueue<string> Messages { get; } = new();

        protected override void Configure(WebApplicationBuilder builder) => builder.Logging.AddProvider(new Sink(Messages));

        private sealed class Sink(ConcurrentQueue<string> messages) : ILoggerProvider, ILogger
        {
            public ILogger CreateLogger(string categoryName) => this;

            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel))
                {
                    messages.Enqueue(formatter(state, exception));
                }
            }

            public void Dispose()
            {
            }
        }
    }
}

public sealed class EarlierActivationTestsOnSqlite(EarlierActivationTests.Logged service)
    : EarlierActivationTests(service), IClassFixture<EarlierActivationTests.Logged>;
