using Flowker.Api.Errors;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Requests;

/// <summary>Reads points in time of a query: RFC 3339, with a zone.</summary>
internal static class Times
{
    /// <summary>Null without the parameter; false when it is none.</summary>
    public static bool TryRead(IQueryCollection query, string name, out DateTimeOffset? time)
    {
        time = null;
        if (ListQuery.First(query, name) is not { } text)
        {
            return true;
        }

        if (!Rfc3339.TryRead(text, out var read))
        {
            return false;
        }

        time = read;
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
}
