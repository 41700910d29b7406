using System.Globalization;
using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Evidence;

/// <summary>
/// Whether the entries of a file tell the whole life of its execution: each names its number within it, the first one is the
/// start, and what the file adds to them is what they name by hash.
/// </summary>
internal sealed class ExecutionStory(EvidenceFile file)
{
    private static readonly string[] Ends = ["EXECUTION_COMPLETED", "EXECUTION_FAILED", "EXECUTION_CANCELLED"];

    /// <summary>Whether the last entry is the end of the execution.</summary>
    public bool HasEnded => file.Entries.Count > 0 && Ends.Contains(Type(file.Entries[^1].Entry));

    public void Check(List<string> faults)
    {
        var number = 0;
        foreach (var entry in file.Entries.Select(e => e.Entry))
        {
            number++;
            if (entry.Text("resourceType") != "execution" || entry.Text("resourceId") != file.ExecutionId.ToString("D"))
            {
                faults.Add($"Entry {entry.Integer("sequence")} is of something other than execution {file.ExecutionId}.");
            }
            else if (Metadata(entry, "execution.event") != number.ToString(CultureInfo.InvariantCulture))
            {
                faults.Add($"Event {number} of the execution is missing.");
                break;
            }
        }

        if (number == 0 || Type(file.Entries[0].Entry) != "EXECUTION_STARTED")
        {
            faults.Add("The start of the execution is missing.");
            return;
        }

        if (file.Entries.SkipLast(1).Any(e => Ends.Contains(Type(e.Entry))))
        {
            faults.Add("The execution has events after its end.");
        }

        Matches("The definition", file.Definition, file.Entries[0].Entry, "definition.sha256", faults);
        CheckPayloads(faults);
    }

    private void CheckPayloads(List<string> faults)
    {
        if (file.Payloads.Select(p => p.Name).Distinct(StringComparer.Ordinal).Count() != file.Payloads.Count)
        {
            faults.Add("A payload is repeated.");
        }

        foreach (var payload in file.Payloads)
        {
            switch (payload.Name)
            {
                case EvidencePayload.Input:
                    Matches("The input", payload.Body, file.Entries[0].Entry, "input.sha256", faults);
                    break;
                case EvidencePayload.Output:
                    Matches("The output", payload.Body, file.Entries[^1].Entry, "output.sha256", faults);
                    break;
                default:
                    faults.Add("A payload has a name that no entry refers to.");
                    break;
            }
        }
    }

    private static void Matches(string what, ReadOnlyMemory<byte> body, JsonElement entry, string member, List<string> faults)
    {
        if (Metadata(entry, member) != Sha256.Of(body.Span).ToString())
        {
            faults.Add($"{what} is not the one that entry {entry.Integer("sequence")} names by its hash.");
        }
    }

    private static string Type(JsonElement entry) => entry.Text("eventType");

    private static string? Metadata(JsonElement entry, string member) =>
        entry.TryGetProperty("metadata", out var metadata) && metadata.ValueKind is JsonValueKind.Object ? metadata.TextOrNull(member) : null;
}
