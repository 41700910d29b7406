using System.Globalization;
using System.Text.RegularExpressions;
using Flowker.Api.Errors;

namespace Flowker.Api.Requests;

/// <summary>Reads points in time of a query: RFC 3339, with a zone.</summary>
internal static partial class Times
{
    /// <summary>Null without the parameter; false when it is none.</summary>
    public static bool TryRead(IQueryCollection query, string name, out DateTimeOffset? time)
    {
        time = null;
        if (ListQuery.First(query, name) is not { } text)
        {
            return true;
        }

        if (!Rfc3339().IsMatch(text)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
        {
            return false;
        }

        time = read.ToUniversalTime();
        return true;
    }

    /// <summary>Two inclusive bounds, or the answer that refuses them, with <paramref name="code"/> for each fault.</summary>
    public static (DateTimeOffset? From, DateTimeOffset? To, IResult? Refusal) Range(IQueryCollection query, string fromName, string toName, string code)
    {
        if (!TryRead(query, fromName, out var from))
        {
            return (null, null, Bad(code, fromName));
        }

        if (!TryRead(query, toName, out var to))
        {
            return (null, null, Bad(code, toName));
        }

        return from > to
            ? (null, null, ErrorResults.Error(code, $"{fromName} is after {toName}."))
            : (from, to, null);
    }

    public static IResult Bad(string code, string name) =>
        ErrorResults.Error(code, $"{name} must be a time as 2026-01-31T12:00:00Z.");

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$")]
    private static partial Regex Rfc3339();
}
