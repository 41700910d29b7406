using System.Globalization;
using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Requests;

/// <summary>Reads the query of a search in the audit trail; the order of its checks is observable. Source: <c>spec/reference-api.md</c>, 5.8.</summary>
internal static class AuditQuery
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    public static (AuditSearchRequest? Request, IResult? Refusal) Read(IQueryCollection query)
    {
        var limit = DefaultLimit;
        if (ListQuery.First(query, "limit") is { } text && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out limit))
        {
            return Refuse("FLK-0304", "limit must be an integer.");
        }

        string? resource = null;
        if (ListQuery.First(query, "resourceId") is { } resourceText)
        {
            if (!RequestReading.TryId(resourceText, out var id))
            {
                return (null, RequestReading.BadId(resourceText));
            }

            resource = id.ToString();
        }

        if (!Times.TryRead(query, "dateFrom", out var from))
        {
            return (null, Times.Bad("FLK-0305", "dateFrom"));
        }

        if (!Times.TryRead(query, "dateTo", out var to))
        {
            return (null, Times.Bad("FLK-0305", "dateTo"));
        }

        if (from > to)
        {
            return Refuse("FLK-0308", "dateFrom is after dateTo.");
        }

        foreach (var (name, known) in new[]
        {
            ("eventType", AuditNames.EventTypes), ("action", AuditNames.Actions), ("result", AuditNames.Results), ("resourceType", AuditNames.ResourceTypes),
        })
        {
            if (ListQuery.First(query, name) is { } value && !known.Contains(value))
            {
                return Refuse("FLK-0304", $"{name} must be one of {string.Join(", ", known)}.");
            }
        }

        return (new AuditSearchRequest
        {
            EventType = ListQuery.First(query, "eventType"),
            Action = ListQuery.First(query, "action"),
            Result = ListQuery.First(query, "result"),
            ResourceType = ListQuery.First(query, "resourceType"),
            ResourceId = resource,
            ActorId = ListQuery.First(query, "actorId"),
            RequestId = ListQuery.First(query, "requestId"),
            From = from,
            To = to,
            Limit = limit <= 0 ? DefaultLimit : Math.Min(limit, MaxLimit),
            Cursor = ListQuery.First(query, "cursor"),
            Ascending = ListQuery.First(query, "sortOrder") is { } order ? string.Equals(order, "ASC", StringComparison.OrdinalIgnoreCase) : null,
        }, null);
    }

    private static (AuditSearchRequest?, IResult?) Refuse(string code, string message) => (null, ErrorResults.Error(code, message));
}
