using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Flowker.Engine.Json;

/// <summary>
/// Reads texts and members without ever throwing. JSON may hold half a surrogate pair (<c>"\ud800"</c>), which no .NET
/// string read from it can; such a text is taken in its escaped form, as it came.
/// </summary>
internal static class TolerantJson
{
    public static string TextOf(JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText()[1..^1];
        }
    }

    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
        }
    }

    /// <summary>The last member of that name, as everywhere in the engine.</summary>
    public static bool TryGetMember(JsonElement parent, string name, out JsonElement value)
    {
        try
        {
            return parent.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            // One of the names cannot be read; the others still can.
            value = default;
            foreach (var property in parent.EnumerateObject().Where(p => NameOf(p) == name))
            {
                value = property.Value;
            }

            return value.ValueKind is not JsonValueKind.Undefined;
        }
    }
}
