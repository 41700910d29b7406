using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Lists;

/// <summary>What lists of workflows and of provider configurations have in common.</summary>
internal static class DefinitionLists
{
    /// <summary>Null when the cursor is not one of this list.</summary>
    public static DefinitionFilter? Filter(DefinitionListRequest request, string list)
    {
        if (!ListCursor.TryRead(request.Cursor, Filters(request, list), out var cursor))
        {
            return null;
        }

        return new DefinitionFilter
        {
            Tenant = Tenants.Default,
            Status = request.Status,
            ProviderId = request.ProviderId,
            Sort = (cursor?.SortBy ?? request.SortBy) switch
            {
                "updatedAt" => DefinitionSort.UpdatedAt,
                "name" => DefinitionSort.Name,
                _ => DefinitionSort.CreatedAt,
            },
            Ascending = cursor?.Ascending ?? request.Ascending ?? false,
            Limit = request.Limit + 1,
            MaxBytes = Pages.MaxBytes,
            WithoutBodies = request.Summary,
            AfterId = cursor?.Id,
            AfterTime = cursor?.Time,
            AfterName = cursor?.Name,
        };
    }

    public static ListCursor After(
        DefinitionListRequest request, string list, DefinitionFilter filter, Guid id, string name, DateTimeOffset createdAt, DateTimeOffset updatedAt) =>
        new()
        {
            Id = id,
            Time = filter.Sort switch
            {
                DefinitionSort.CreatedAt => createdAt,
                DefinitionSort.UpdatedAt => updatedAt,
                _ => null,
            },
            Name = filter.Sort is DefinitionSort.Name ? name : null,
            SortBy = filter.Sort switch
            {
                DefinitionSort.UpdatedAt => "updatedAt",
                DefinitionSort.Name => "name",
                _ => "createdAt",
            },
            Ascending = filter.Ascending,
            Filters = Filters(request, list),
        };

    private static string Filters(DefinitionListRequest request, string list) => $"{list}|{request.Status}|{request.ProviderId}";
}
