// What a user writes with a client that NSwag made: start, wait, list, output.
using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Generated;

public static class Payment
{
    public static async Task<string> RunAsync(HttpClient http, string workflow, string key)
    {
        var flowker = new FlowkerClient(http) { BaseUrl = http.BaseAddress!.ToString() };
        var workflowId = Guid.Parse(workflow);

        var started = await flowker.ExecuteWorkflowAsync(
            workflowId, key, new ExecuteWorkflowInput { InputData = new { amount = 12.5 } });
        var id = started.ExecutionId;

        ExecutionStatusOutput execution;
        do
        {
            execution = await flowker.GetExecutionAsync(id);
        }
        while (execution.Status is ExecutionStatus.Pending or ExecutionStatus.Running);

        var listed = false;
        string cursor = null;
        do
        {
            var page = await flowker.ListExecutionsAsync(
                workflowId: workflowId, status: ExecutionStatus.Completed, startedFrom: null, startedTo: null, idempotencyKey: null, nodeId: null,
                limit: 1, cursor: cursor, sortBy: null, sortOrder: null);
            listed |= page.Items.Any(e => e.ExecutionId == id);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        var results = await flowker.GetExecutionResultsAsync(id);
        using var output = JsonDocument.Parse(results.FinalOutput.ToString());
        var amount = output.RootElement.GetProperty("amount").GetRawText();
        return $"{execution.Status} {listed} {amount} {results.StepResults.All(s => s.Status == StepStatus.Completed)}";
    }
}
