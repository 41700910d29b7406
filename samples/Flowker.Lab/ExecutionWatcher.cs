using System.Globalization;
using System.Text.Json.Nodes;

namespace Flowker.Lab;

/// <summary>Follows one execution and prints each step when it is committed, one line a step.</summary>
internal sealed class ExecutionWatcher(LabClient client, TextWriter output)
{
    private static readonly Lock Printing = new();
    private static readonly bool Colours = !Console.IsOutputRedirected;

    public async Task FollowAsync(string label, string executionId, CancellationToken stopping)
    {
        var printed = new HashSet<string>(StringComparer.Ordinal);
        string? waiting = null;
        while (true)
        {
            var now = await client.StepsAsync(executionId);
            foreach (var step in now["steps"]!.AsArray())
            {
                if (printed.Add((string)step!["nodeId"]!))
                {
                    Print(label, step);
                }
            }

            if ((string)now["status"]! is not ("pending" or "running"))
            {
                await PrintEndAsync(label, executionId, now);
                return;
            }

            waiting = PrintWait(label, now, waiting);
            await Task.Delay(60, stopping);
        }
    }

    private void Print(string label, JsonNode step)
    {
        var ok = (string)step["status"]! == "completed";
        var attempts = (int?)step["attempts"] ?? 0;
        var detail = ok ? Summary(step["output"]) : (string?)step["errorMessage"] ?? "";
        Line(
            label,
            ok ? 32 : 31,
            ok ? "✓" : "✗",
            (string)step["stepName"]!,
            string.Create(CultureInfo.InvariantCulture, $"{(long)step["durationMs"]!,6} ms"),
            attempts > 1 ? $"{attempts} attempts  {detail}" : detail);
    }

    private string? PrintWait(string label, JsonNode now, string? before)
    {
        var wait = now["waitingOn"]?.AsArray().FirstOrDefault();
        var text = wait is null ? null : $"{wait["nodeId"]}#{wait["attempt"]}";
        if (wait is not null && text != before)
        {
            var seconds = Math.Max(0, ((DateTimeOffset)wait["until"]! - DateTimeOffset.UtcNow).TotalSeconds);
            Line(label, 33, "…", (string)wait["nodeId"]!, "", string.Create(
                CultureInfo.InvariantCulture, $"waits {seconds:0.0} s for attempt {(int)wait["attempt"]!}: {(string?)wait["reason"]}"));
        }

        return text;
    }

    private async Task PrintEndAsync(string label, string executionId, JsonNode end)
    {
        var results = await client.ResultsAsync(executionId);
        var failed = (string)end["status"]! == "failed";
        Line(label, failed ? 31 : 36, "■", (string)end["status"]!, "", failed
            ? (string?)results["errorMessage"] ?? ""
            : results["finalOutput"]?.ToJsonString() ?? "");
    }

    private static string Summary(JsonNode? stepOutput) => stepOutput switch
    {
        JsonObject o when o["branchTaken"] is { } branch => $"{o["condition"]} → {branch}",
        JsonObject o when o["actionType"] is not null => "",
        JsonObject o when o["status_text"] is { } text => text.ToString(),
        JsonObject o => string.Join(", ", o.Select(m => $"{m.Key} {m.Value}")),
        _ => "",
    };

    private void Line(string label, int colour, string mark, string what, string time, string detail)
    {
        lock (Printing)
        {
            var line = $"  {label,-14} {mark} {what,-20} {time,9}  {detail}";
            output.WriteLine(Colours ? $"\e[{colour}m{line}\e[0m" : line);
        }
    }
}
