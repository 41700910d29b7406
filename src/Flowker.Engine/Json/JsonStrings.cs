using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Flowker.Engine.Json;

/// <summary>Reads texts that may hold half a surrogate pair, on which the framework throws.</summary>
public static class JsonStrings
{
    /// <summary>False when the text is no valid Unicode.</summary>
    public static bool TryGet(JsonElement text, [NotNullWhen(true)] out string? value)
    {
        try
        {
            value = text.GetString();
            return value is not null;
        }
        catch (InvalidOperationException)
        {
            value = null;
            return false;
        }
    }

    /// <summary>False when the member's name is no valid Unicode.</summary>
    public static bool TryGetName(JsonProperty member, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }
}
