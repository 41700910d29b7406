using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Flowker.Engine.Catalog;

/// <summary>
/// Reads faults out of the results of an evaluation. A condition (<c>if</c>) that does not hold is no fault but decides which
/// branch is judged, and of alternatives that all fail the choice is told, not each of them.
/// </summary>
internal static class SchemaFaults
{
    private static readonly string[] Choices = ["anyOf", "oneOf"];

    public static IEnumerable<SchemaFault> Of(EvaluationResults results, JsonObject? schema, JsonElement value, string at)
    {
        var told = new HashSet<(string, string)>();
        var failed = new Dictionary<(string Field, string Choice), HashSet<string>>();
        foreach (var detail in (results.Details ?? []).Where(d => !d.IsValid))
        {
            string[] way = [.. Steps(detail.EvaluationPath.ToString())];
            if (IndexOf(way, "if") >= 0)
            {
                continue;
            }

            string[] place = [.. Steps(detail.InstanceLocation.ToString())];
            var field = at + string.Concat(place.Select(p => $".{p}"));
            var subject = field.Length > 0 ? field[1..] : "The value";
            if (Choices.Select(c => IndexOf(way, c)).Where(i => i >= 0).DefaultIfEmpty(-1).Min() is var choice and >= 0)
            {
                // One that holds is enough, whatever is wrong with the others.
                var chosen = (field, string.Join('/', way[..(choice + 1)]));
                var alternatives = Find(schema, way[..(choice + 1)]) as JsonArray;
                failed.TryAdd(chosen, []);
                if (choice + 1 < way.Length && failed[chosen].Add(way[choice + 1]) && failed[chosen].Count == alternatives?.Count)
                {
                    yield return new SchemaFault(field, SchemaMessage.OfAlternatives(subject, alternatives));
                }
            }
            else if (detail.HasErrors)
            {
                foreach (var keyword in detail.Errors!.Keys)
                {
                    var message = SchemaMessage.Of(subject, keyword, Find(schema, way) as JsonObject, Find(value, place));
                    if (told.Add((field, message)))
                    {
                        yield return new SchemaFault(field, message);
                    }
                }
            }
        }
    }

    // Behind "properties" a step is a member's name, whatever it says.
    private static int IndexOf(string[] way, string keyword)
    {
        for (var i = 0; i < way.Length; i++)
        {
            if (way[i] == keyword && (i == 0 || way[i - 1] != "properties"))
            {
                return i;
            }
        }

        return -1;
    }

    private static IEnumerable<string> Steps(string pointer) =>
        pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static JsonNode? Find(JsonNode? schema, IEnumerable<string> way)
    {
        foreach (var step in way)
        {
            schema = schema switch
            {
                JsonObject members => members[step],
                JsonArray items when Index(step) is { } index && index < items.Count => items[index],
                _ => null,
            };
        }

        return schema;
    }

    private static JsonElement? Find(JsonElement value, IEnumerable<string> place)
    {
        foreach (var step in place)
        {
            if (value.ValueKind is JsonValueKind.Object && value.TryGetProperty(step, out var member))
            {
                value = member;
            }
            else if (value.ValueKind is JsonValueKind.Array && Index(step) is { } index && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else
            {
                return null;
            }
        }

        return value;
    }

    private static int? Index(string step) => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
