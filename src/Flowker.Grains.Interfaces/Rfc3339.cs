using System.Globalization;
using System.Text.RegularExpressions;

namespace Flowker.Grains.Interfaces;

/// <summary>Points in time as requests write them: RFC 3339, with a zone.</summary>
public static partial class Rfc3339
{
    /// <summary>False for every other form, which could be read in more than one way. The time is in UTC.</summary>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = Form().IsMatch(text) & DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
        time = time.ToUniversalTime();
        return read;
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\\z")]
    private static partial Regex Form();
}
