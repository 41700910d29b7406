using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Api.Requests;

/// <summary>Reads the query of the list of executions; its refusals have titles of their own.</summary>
internal static class ExecutionListQuery
{
    private const int MaxLimit = 100;

    public static (ExecutionListRequest? Request, IResult? Refusal) Read(IQueryCollection query)
    {
        Guid? workflow = null;
        if (ListQuery.First(query, "workflowId") is { } workflowText)
        {
            if (!RequestReading.TryId(workflowText, out var id))
            {
                return (null, RequestReading.BadId(workflowText));
            }

            workflow = id;
        }

        if (!ListQuery.TryLimit(query, out var limit))
        {
            return Refuse("FLK-0304", $"limit must be a number from 1 to {MaxLimit}.", "Invalid Limit");
        }

        var status = ListQuery.First(query, "status");
        var sortBy = ListQuery.First(query, "sortBy");
        var sortOrder = ListQuery.First(query, "sortOrder")?.ToUpperInvariant();
        var cursor = ListQuery.First(query, "cursor");
        var (from, to, badTimes) = Times.Range(query, "startedFrom", "startedTo", "FLK-0304");
        if (badTimes is not null && limit is >= 1 and <= MaxLimit)
        {
            return (null, badTimes);
        }

        return (limit, status, sortBy, sortOrder, cursor) switch
        {
            ( < 1, _, _, _, _) => Refuse("FLK-0309", "limit must be at least 1.", "Invalid Limit"),
            ( > MaxLimit, _, _, _, _) => Refuse("FLK-0309", $"limit is at most {MaxLimit}.", "Pagination Limit Exceeded"),
            (_, not (null or "pending" or "running" or "completed" or "failed" or "cancelled"), _, _, _) =>
                Refuse("FLK-0304", "status must be 'pending', 'running', 'completed', 'failed' or 'cancelled'.", "Invalid Status Filter"),
            (_, _, not (null or "startedAt" or "completedAt"), _, _) =>
                Refuse("FLK-0304", "sortBy must be 'startedAt' or 'completedAt'.", "Invalid Sort Field"),
            (_, _, _, not (null or "ASC" or "DESC"), _) =>
                Refuse("FLK-0310", "sortOrder must be 'ASC' or 'DESC'.", "Invalid Sort Order"),
            (_, _, not null, _, not null) or (_, _, _, not null, not null) =>
                Refuse("FLK-0304", "The cursor carries the sort: leave out sortBy and sortOrder.", "Invalid Pagination Parameters"),
            _ => (new ExecutionListRequest
            {
                WorkflowId = workflow,
                Status = status,
                Limit = limit,
                Cursor = cursor,
                SortBy = sortBy ?? "startedAt",
                Ascending = sortOrder == "ASC",
                StartedFrom = from,
                StartedTo = to,
                IdempotencyKey = ListQuery.First(query, "idempotencyKey")?.Trim(),
                FailedNodeId = ListQuery.First(query, "nodeId"),
            }, null),
        };
    }

    private static (ExecutionListRequest?, IResult?) Refuse(string code, string message, string title) =>
        (null, ErrorResults.Error(code, message, title));
}
