using System.Globalization;
using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Api.Requests;

/// <summary>Reads the query of lists of definitions.</summary>
internal static class ListQuery
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 100;

    /// <summary>Workflows and executor configurations: a limit that is not above 0 counts as the default.</summary>
    public static (DefinitionListRequest? Request, IResult? Refusal) Workflows(IQueryCollection query)
    {
        if (!TryLimit(query, out var limit))
        {
            return BadLimit();
        }

        return limit > MaxLimit ? Refuse($"limit is at most {MaxLimit}.")
            : First(query, "view") is not (null or "full" or "summary") ? Refuse("view must be 'full' or 'summary'.")
            : Sorted(query, limit > 0 ? limit : DefaultLimit, providerId: null);
    }

    /// <summary>Provider configurations: anything but 1 to 100 is refused, and so is an unknown status.</summary>
    public static (DefinitionListRequest? Request, IResult? Refusal) ProviderConfigurations(IQueryCollection query)
    {
        return StrictLimit(query) is not { } limit ? BadLimit()
            : First(query, "status") is not (null or "active" or "disabled") ? Refuse("status must be 'active' or 'disabled'.")
            : Sorted(query, limit, First(query, "providerId"));
    }

    /// <summary>API keys: newest first, always.</summary>
    public static (DefinitionListRequest? Request, IResult? Refusal) ApiKeys(IQueryCollection query) =>
        StrictLimit(query) is { } limit
            ? (new DefinitionListRequest { Limit = limit, Cursor = First(query, "cursor") }, null)
            : BadLimit();

    public static string? First(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>The default without one; false when it is no whole number.</summary>
    public static bool TryLimit(IQueryCollection query, out int limit)
    {
        limit = DefaultLimit;
        return First(query, "limit") is not { } text
            || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out limit);
    }

    private static int? StrictLimit(IQueryCollection query) => TryLimit(query, out var limit) && limit is >= 1 and <= MaxLimit ? limit : null;

    private static (DefinitionListRequest?, IResult?) BadLimit() => Refuse($"limit must be a number from 1 to {MaxLimit}.");

    private static (DefinitionListRequest? Request, IResult? Refusal) Sorted(IQueryCollection query, int limit, string? providerId)
    {
        var sortBy = First(query, "sortBy");
        if (sortBy is not (null or "createdAt" or "updatedAt" or "name"))
        {
            return Refuse("sortBy must be 'createdAt', 'updatedAt' or 'name'.");
        }

        var sortOrder = First(query, "sortOrder")?.ToUpperInvariant();
        if (sortOrder is not (null or "ASC" or "DESC"))
        {
            return Refuse("sortOrder must be 'ASC' or 'DESC'.");
        }

        return (new DefinitionListRequest
        {
            Status = First(query, "status"),
            ProviderId = providerId,
            Limit = limit,
            Cursor = First(query, "cursor"),
            SortBy = sortBy,
            Ascending = sortOrder is null ? null : sortOrder == "ASC",
            Summary = First(query, "view") == "summary",
        }, null);
    }

    private static (DefinitionListRequest?, IResult?) Refuse(string message) => (null, ErrorResults.Error("FLK-0304", message));
}
