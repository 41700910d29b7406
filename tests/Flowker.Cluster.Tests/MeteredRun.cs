using System.Globalization;

namespace Flowker.Cluster.Tests;

/// <summary>A process that ran three executions to their end and one that failed, with nobody to send telemetry to, and what it said then.</summary>
public sealed class MeteredRun : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("flowker-metrics-").FullName;

    /// <summary>The text of <c>/metrics</c>.</summary>
    public string Metrics { get; private set; } = "";

    /// <summary>All that the process logged.</summary>
    public string Log { get; private set; } = "";

    public string Provider { get; private set; } = "";

    public string Workflow { get; private set; } = "";

    public IReadOnlyList<string> Completed { get; private set; } = [];

    /// <summary>As REST tells it, of the one that failed.</summary>
    public string ErrorCode { get; private set; } = "";

    /// <summary>The <c>traceparent</c> of each provider call.</summary>
    public IReadOnlyCollection<string> Parents { get; private set; } = [];

    /// <summary>The one sample with this name and, among others, this label.</summary>
    public double this[string sample] => Assert.Single(Samples(sample));

    /// <summary>All samples with this name and, among others, this label.</summary>
    public double[] Samples(string sample)
    {
        var parts = sample.Split('{', '}');
        return
        [
            .. Metrics.Split('\n')
                .Where(l => l.StartsWith(parts[0] + "{", StringComparison.Ordinal) && (parts.Length == 1 || l.Contains(parts[1], StringComparison.Ordinal)))
                .Select(l => double.Parse(l[(l.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)),
        ];
    }

    public async Task InitializeAsync()
    {
        await using var sink = await TelemetrySink.StartAsync();
        await using var flowker = await FlowkerProcess.StartAsync(
            _data, null, Role.Api, ("Flowker__LogFormat", "json"), ("Logging__LogLevel__Flowker", "Debug"));
        Provider = await OneCall.ProviderAsync(flowker.Http, sink.Address);
        Workflow = await OneCall.WorkflowAsync(flowker.Http, Provider, "/pay");
        var refused = await OneCall.WorkflowAsync(flowker.Http, Provider, "/refuse");
        const string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        List<string> completed = [];
        for (var n = 0; n < 3; n++)
        {
            completed.Add(await OneCall.StartAsync(flowker.Http, Workflow, $"paid-{n}", parent));
        }

        var failed = await OneCall.StartAsync(flowker.Http, refused, "refused", parent);
        foreach (var execution in completed)
        {
            Assert.Equal("completed", (string?)(await OneCall.ResultsAsync(flowker.Http, execution))["status"]);
        }

        ErrorCode = (string)(await OneCall.ResultsAsync(flowker.Http, failed))["errorCode"]!;
        Completed = completed;
        Parents = sink.Parents;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            Metrics = await flowker.Http.GetStringAsync("/metrics", patience.Token);
        }
        while (Samples("flowker_execution_duration_seconds_count") is not [4] || Samples("flowker_executions_driven") is not [0]);

        await flowker.StopAsync();
        Log = flowker.Said;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return Task.CompletedTask;
    }
}
