using Flowker.Grains.Interfaces;

namespace Flowker.Grains.Lists;

/// <summary>Cuts pages out of rows of which one more was read than is shown.</summary>
internal static class Pages
{
    public static Page<TView> Of<TRow, TView>(
        IReadOnlyList<TRow> rows, int limit, Func<TRow, TView> view, Func<TRow, ListCursor> cursorAfter)
    {
        var more = rows.Count > limit;
        return new Page<TView>
        {
            Items = [.. rows.Take(limit).Select(view)],
            HasMore = more,
            NextCursor = more ? cursorAfter(rows[limit - 1]).ToText() : "",
        };
    }
}
