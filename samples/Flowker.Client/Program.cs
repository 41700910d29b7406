using System.Text.Json;
using Flowker.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

if (args is not [var workflowText, var key, var inputText] || !Guid.TryParse(workflowText, out var workflow))
{
    Console.Error.WriteLine("Usage: Flowker.Client <workflow id> <idempotency key> <input as a JSON object>");
    return 2;
}

using var host = ClusterClient.Create([]);
await host.StartAsync();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var executions = new Executions(host.Services.GetRequiredService<IClusterClient>());
using var input = JsonDocument.Parse(inputText);

var started = await executions.StartAsync(workflow, key, input.RootElement);
if (!started.Ok)
{
    Console.Error.WriteLine($"{started.Fault.Code}: {started.Fault.Message}");
    return 1;
}

Console.WriteLine($"{(started.Value.Replayed ? "known" : "started")} {started.Value.ExecutionId}");
var ended = await executions.WaitAsync(started.Value.ExecutionId, stopping);
if (!ended.Ok)
{
    Console.Error.WriteLine($"{ended.Fault.Code}: {ended.Fault.Message}");
    return 1;
}

Console.WriteLine($"{ended.Value.Status} {ended.Value.FinalOutput}");
var page = await executions.ListAsync(workflow, limit: 10);
foreach (var execution in page.Ok ? page.Value.Items : [])
{
    Console.WriteLine($"listed {execution.ExecutionId} {execution.Status} {execution.StartedAt:O}");
}

await host.StopAsync();
return 0;
