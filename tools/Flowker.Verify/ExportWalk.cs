using System.Text.Json;
using Flowker.Audit;
using Flowker.Audit.Canonical;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;

namespace Flowker.Verify;

/// <summary>Walks along an export line by line, against checkpoints that were published outside.</summary>
internal static class ExportWalk
{
    public static (ChainWalk Walked, string? Fault) Run(IEnumerable<string> lines, PublishedCheckpoints published)
    {
        var walk = new ChainWalk(0, null, published.InOrder);
        try
        {
            foreach (var line in lines.Where(l => l.Length > 0))
            {
                var entry = JsonElement.Parse(line, CanonicalJson.Reading);
                if (Number(entry) is not { } sequence || Hash(entry, "hash") is not { } stored || Hash(entry, "previousHash") != walk.Hash)
                {
                    return (walk, new ChainFault(walk.Sequence + 1, ChainFaultKind.Missing).Message);
                }

                if (walk.Step(sequence, stored, EntryHash.Of(entry)) is { } fault)
                {
                    return (walk, fault.Message);
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return (walk, $"The line after entry {walk.Sequence} is no entry.");
        }

        return (walk, walk.End()?.Message);
    }

    public static string Anchored(ChainWalk walk) => walk.Met is { } met
        ? $"Up to entry {met.LastSequence} they are those that were published on {met.Time:u}."
        : "No published checkpoint lies within them.";

    private static long? Number(JsonElement entry) =>
        entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty("sequence", out var value) && value.ValueKind is JsonValueKind.Number
        && value.TryGetInt64(out var number)
            ? number
            : null;

    private static Sha256? Hash(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && Sha256.TryParse(value.GetString(), out var hash) ? hash : null;
}
