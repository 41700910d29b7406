using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>Why a person does something that the trail keeps: the body <c>{"reason": "…"}</c>, 1 to 500 characters.</summary>
public static class CommandReason
{
    private const int MaxLength = 500;

    /// <summary>Null with a finding: FLK-0001, FLK-0301 or FLK-0302.</summary>
    public static (string? Reason, IReadOnlyList<Finding> Findings) Read(ReadOnlyMemory<byte> utf8)
    {
        if (!JsonText.TryParse(utf8, out var body) || body.ValueKind is not JsonValueKind.Object)
        {
            return Refuse("FLK-0001", "The body must be a JSON object.");
        }

        if (body.Member("reason") is not { } member)
        {
            return Refuse("FLK-0301", "reason is missing.", "reason");
        }

        if (member.ValueKind is not JsonValueKind.String || !JsonStrings.TryGet(member, out var reason))
        {
            return Refuse("FLK-0001", "reason must be a string.", "reason");
        }

        return string.IsNullOrWhiteSpace(reason) || TextLength.Exceeds(reason, MaxLength) ? Refuse("FLK-0302", $"reason must have 1 to {MaxLength} characters.", "reason")
            : !PlainLine.Is(reason) ? Refuse("FLK-0302", $"reason {PlainLine.Rule}.", "reason")
            : (reason, []);
    }

    private static (string?, IReadOnlyList<Finding>) Refuse(string code, string message, string? field = null) =>
        (null, [new Finding(code, message, field)]);
}
