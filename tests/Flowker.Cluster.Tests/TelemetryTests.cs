using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Flowker.Cluster.Tests;

/// <summary>What operators see of a process without asking for more: metrics, their dashboard, logs.</summary>
public sealed partial class TelemetryTests(MeteredRun run) : IClassFixture<MeteredRun>
{
    [Fact]
    public void Metrics_tell_what_was_run()
    {
        Assert.Equal(4, run["flowker_executions_started_total"]);
        Assert.Equal(3, run["flowker_executions_completed_total"]);
        Assert.Equal(1, run[$"flowker_executions_failed_total{{error_code=\"{run.ErrorCode}\"}}"]);
        Assert.Equal(4, run["flowker_execution_duration_seconds_count"]);
        Assert.InRange(run["flowker_execution_duration_seconds_sum"], 0.000_001, 300);
        Assert.Equal(0, run["flowker_executions_driven"]);
        Assert.Equal(3, run["flowker_provider_call_duration_seconds_count{outcome=\"success\"}"]);
        Assert.Equal(1, run["flowker_provider_call_duration_seconds_count{outcome=\"rejected\"}"]);
        Assert.Equal(0, run[$"flowker_provider_circuit_open{{provider_config_id=\"{run.Provider}\"}}"]);
    }

    [Fact]
    public void Metrics_tell_how_commits_share_transactions()
    {
        // A start with its intent to call, and the outcome with the end; while the provider is first asked for, the intent is apart.
        Assert.InRange(run["flowker_journal_commits_total"], 8, 12);
        Assert.Equal(run["flowker_journal_commits_total"], run["flowker_journal_batch_size_sum"]);
        Assert.InRange(run["flowker_journal_batches_total"], 2, 12);
        Assert.Equal(run["flowker_journal_batches_total"], run["flowker_journal_batch_size_count"]);
        Assert.Equal(run["flowker_journal_batches_total"], run["flowker_journal_commit_duration_seconds_count"]);
        Assert.InRange(run["flowker_journal_commit_duration_seconds_sum"], 0.000_001, 300);
    }

    [Fact]
    public async Task The_dashboard_asks_for_metrics_that_there_are()
    {
        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "grafana", "flowker.json")))!;
        var queries = dashboard["panels"]!.AsArray().SelectMany(p => p!["targets"]!.AsArray()).Select(t => (string)t!["expr"]!).ToArray();
        Assert.True(queries.Length > 10);
        foreach (var query in queries)
        {
            var names = MetricName().Matches(Labels().Replace(query, "")).Select(m => m.Value).ToArray();
            Assert.True(names.Length > 0, $"no metric in {query}");
            Assert.All(names, name => Assert.NotEmpty(run.Samples(name)));
        }
    }

    [Fact]
    public void Logs_are_json_with_the_ids_of_execution_and_workflow()
    {
        var ends = run.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!["State"])
            .Where(state => state?["Status"]?.ToString() == "Completed")
            .Select(state => ((string)state!["ExecutionId"]!, (string)state["WorkflowId"]!));
        Assert.Equal(run.Completed.Select(id => (id, run.Workflow)).Order(), ends.Order());
    }

    [Fact]
    public void Nobody_is_told_of_traces_that_are_not_kept() => Assert.All(run.Parents, parent => Assert.Equal("", parent));

    [GeneratedRegex(@"\bby \([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b[a-z]+_[a-z0-9_]+_[a-z0-9_]+\b")]
    private static partial Regex MetricName();
}
