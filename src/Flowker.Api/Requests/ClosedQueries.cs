using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Microsoft.OpenApi;

namespace Flowker.Api.Requests;

/// <summary>A route that takes the query parameters that it is described with, each once, and no others.</summary>
internal sealed record ClosedQuery;

/// <summary>
/// Refuses what a list or a search would otherwise ignore: a filter that is misspelt or given twice answers with more than was
/// asked for.
/// </summary>
internal sealed class ClosedQueries(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) =>
        http.Request.Query.Count > 0 && http.GetEndpoint()?.Metadata is { } notes && notes.GetMetadata<ClosedQuery>() is not null
            && Refusal(http.Request.Query, notes) is { } refusal
                ? refusal.ExecuteAsync(http)
                : next(http);

    private static IResult? Refusal(IQueryCollection query, EndpointMetadataCollection notes)
    {
        string[] known = [.. notes.GetOrderedMetadata<ParameterNote>().Where(p => p.In is ParameterLocation.Query).Select(p => p.Name)];
        string[] unknown = [.. query.Keys.Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase))];
        if (unknown.Length > 0)
        {
            var takes = known.Length == 0 ? "takes none" : $"takes {string.Join(", ", known)}";
            return ErrorResults.Error("FLK-0304", $"This route has no query parameter {Shown(unknown)}; it {takes}.");
        }

        string[] repeated = [.. query.Where(q => q.Value.Count > 1).Select(q => q.Key)];
        if (repeated.Length > 0)
        {
            return ErrorResults.Error("FLK-0304", $"These query parameters are given more than once: {Shown(repeated)}.");
        }

        string[] unusable = [.. query.Where(q => q.Value.ToString().Contains('\0', StringComparison.Ordinal)).Select(q => q.Key)];
        return unusable.Length > 0 ? ErrorResults.Error("FLK-0304", $"These query parameters hold U+0000: {Shown(unusable)}.") : null;
    }

    private static string Shown(string[] names)
    {
        const int most = 5;
        const int longest = 50;
        return string.Join(", ", names.Take(most).Select(n => $"'{(n.Length > longest ? $"{n[..longest]}…" : n)}'")) + (names.Length > most ? " and more" : "");
    }
}
