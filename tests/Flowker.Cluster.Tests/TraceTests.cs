using System.Text;
using Flowker.Testing;

namespace Flowker.Cluster.Tests;

/// <summary>One trace from a client's request to the provider, whoever drives the execution.</summary>
public sealed class TraceTests
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task A_trace_follows_an_execution_over_silos_into_provider_calls()
    {
        var data = Directory.CreateTempSubdirectory("flowker-trace-").FullName;
        try
        {
            var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
            await using var sink = await TelemetrySink.StartAsync();
            (string, string)[] settings =
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Address.ToString()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ];
            await using var first = await FlowkerProcess.StartAsync(data, database, Role.Api, settings);
            await using var second = await FlowkerProcess.StartAsync(data, database, Role.Api, settings);
            var workflow = await OneCall.WorkflowAsync(first.Http, await OneCall.ProviderAsync(first.Http, sink.Address), "/hold");

            var execution = await OneCall.StartAsync(first.Http, workflow, "traced", $"00-{TraceId}-00f067aa0ba902b7-01");
            await UntilAsync(() => sink.Parents.Count == 1);
            await first.KillAsync();
            await UntilAsync(() => sink.Parents.Count == 2);
            sink.Release.SetResult();
            Assert.Equal("completed", (string?)(await OneCall.ResultsAsync(second.Http, execution))["status"]);

            Assert.All(sink.Parents, parent => Assert.StartsWith($"00-{TraceId}-", parent, StringComparison.Ordinal));
            Assert.Distinct(sink.Parents);
            foreach (var span in new[] { "node attempt", "execution.resumed" })
            {
                await UntilAsync(() => sink.Collected(
                    Convert.FromHexString(TraceId), Encoding.UTF8.GetBytes(span), Encoding.UTF8.GetBytes(execution), Encoding.UTF8.GetBytes(workflow)));
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
