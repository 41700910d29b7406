using Flowker.Grains.Interfaces;

namespace Flowker.Grains.Lists;

/// <summary>Cuts pages out of rows of which one more was read than is shown, unless there are no more.</summary>
internal static class Pages
{
    /// <summary>
    /// What a page of definitions holds at most, as they are stored; the cursor then comes earlier. One item is shown whatever its size.
    /// </summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>Rows that were read as long as they held no more than <see cref="MaxBytes"/>.</summary>
    public static Page<TView> Of<TRow, TView>(
        IReadOnlyList<TRow> rows, int limit, Func<TRow, long> size, Func<TRow, TView> view, Func<TRow, ListCursor> cursorAfter)
    {
        var bytes = 0L;
        var fitting = rows.TakeWhile((row, i) => (bytes += size(row)) <= MaxBytes || i == 0).Count();
        return Of(rows, Math.Min(limit, fitting), view, cursorAfter);
    }

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
