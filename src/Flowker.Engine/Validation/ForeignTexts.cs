using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>Warns of strings that look like placeholders of other systems and are sent as they stand: FLK-0185.</summary>
internal static partial class ForeignTexts
{
    private const string Double = "it is written ${…}";
    private const string Rooted = "a path begins with the name itself, such as workflow.amount";

    private static readonly string[] Mappings = ["inputMapping", "outputMapping", "transforms", "outputTransforms"];

    // Texts for people.
    private static readonly string[] Spoken = ["label", "description"];

    public static IEnumerable<Finding> Check(WorkflowDefinition definition)
    {
        HashSet<string> names = ["workflow", "output", .. definition.Nodes.Select(n => n.Id)];
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (definition.Nodes[i] is not { Data: { ValueKind: JsonValueKind.Object } data } node)
            {
                continue;
            }

            foreach (var (field, text) in JsonTexts.Of(data, "data").Where(t => !Spoken.Contains(Member(t.Field))))
            {
                if (Foreign(text, Mappings.Contains(Member(field)), names) is { } advice)
                {
                    yield return new Finding(
                        "FLK-0185",
                        $"Node '{node.Id}': '{TextLength.Cut(text, 60)}' means nothing here and is taken as it stands; {advice}.",
                        string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].{field}"),
                        node.Id);
                }
            }
        }
    }

    private static string? Foreign(string text, bool isMapping, HashSet<string> names)
    {
        var open = text.IndexOf("{{", StringComparison.Ordinal);
        if (open >= 0 && text.IndexOf("}}", open, StringComparison.Ordinal) > 0)
        {
            return Double;
        }

        if (isMapping && (text.StartsWith("$.", StringComparison.Ordinal) || text.StartsWith("$[", StringComparison.Ordinal)))
        {
            return Rooted;
        }

        return FirstName().Matches(text).Any(m => names.Contains(m.Groups[1].Value)) ? Rooted : null;
    }

    private static string Member(string field) => field.Split('.', '[') is [_, var member, ..] ? member : "";

    // A name behind "$." at the beginning or after a blank; the ends of a number with a currency sign are none.
    [GeneratedRegex("(?:^|\\s)\\$\\.([A-Za-z_][A-Za-z0-9_-]*)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstName();
}
