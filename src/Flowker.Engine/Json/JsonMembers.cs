using System.Text.Json;

namespace Flowker.Engine.Json;

/// <summary>
/// Reads members of bodies as the contract has it: names match in any case, the exact one preferred, and of repeated ones
/// the last counts. Source: <c>spec/reference-api.md</c>, 1.1.
/// </summary>
internal static class JsonMembers
{
    /// <summary>Null when there is no such member, or it is <c>null</c>.</summary>
    public static JsonElement? Member(this JsonElement container, string name)
    {
        JsonElement? exact = null;
        JsonElement? similar = null;
        foreach (var member in container.EnumerateObject())
        {
            if (member.NameEquals(name))
            {
                exact = member.Value;
            }
            else if (JsonStrings.TryGetName(member, out var found) && string.Equals(found, name, StringComparison.OrdinalIgnoreCase))
            {
                similar = member.Value;
            }
        }

        return (exact ?? similar) is { ValueKind: not JsonValueKind.Null } value ? value : null;
    }
}
