using System.Text.RegularExpressions;

namespace Flowker.Engine.Schedules;

/// <summary>
/// Which time zones a trigger may name: those of the IANA database. The system's folder of zones holds more than that, and the
/// names of another system are understood too; what they mean differs from one machine to the next.
/// </summary>
internal static partial class TimeZones
{
    public const string Default = "UTC";

    /// <summary>Whether the system knows a zone by that name, listed or not.</summary>
    public static bool CanBeRead(string name) =>
        !name.Contains("..", StringComparison.Ordinal) && !name.StartsWith('/') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    /// <summary>Whether it is a name of the IANA database's list, in its very spelling, that the system knows.</summary>
    public static bool IsListed(string name) =>
        Shape().IsMatch(name) && !Unlisted().IsMatch(name)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex Shape();

    // Copies under other rules, the machine's own setting, the zone that is none, and offsets by the names of another system.
    [GeneratedRegex(@"\A(posix|right|SystemV)/|\A(localtime|posixrules|Factory|UTC[+-].*)\z")]
    private static partial Regex Unlisted();
}
