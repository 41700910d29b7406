using System.Buffers.Text;
using System.Text.Json;

namespace Flowker.Grains.Lists;

/// <summary>
/// Where a list goes on: opaque, URL-safe, and it carries sort and filters, so that a client need not repeat the sort and
/// cannot change the filters half-way. Source: <c>spec/decisions.md</c>, "Lists".
/// </summary>
internal sealed record ListCursor
{
    private const int MaxLength = 4_096;

    public required Guid Id { get; init; }

    public DateTimeOffset? Time { get; init; }

    public string? Name { get; init; }

    /// <summary>The place in the audit trail.</summary>
    public long? Place { get; init; }

    public required string SortBy { get; init; }

    public required bool Ascending { get; init; }

    /// <summary>The filters it was made with, in one text.</summary>
    public required string Filters { get; init; }

    // Whoever forges one learns nothing but that it is none. An execution that has not ended has no time of its end.
    private bool IsWhole => SortBy switch
    {
        "createdAt" or "updatedAt" or "startedAt" => Time is not null,
        "completedAt" => true,
        "name" => Name is not null && !Name.Contains('\0', StringComparison.Ordinal),
        "id" => Place is not null,
        _ => false,
    };

    public string ToText() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>True with null when there is none; false when it is damaged, foreign, or was made with other filters.</summary>
    public static bool TryRead(string? text, string filters, out ListCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        try
        {
            cursor = JsonSerializer.Deserialize<ListCursor>(Base64Url.DecodeFromChars(text));
            if (cursor?.Filters != filters || !cursor.IsWhole)
            {
                return false;
            }

            cursor = cursor with { Time = cursor.Time?.ToUniversalTime() };
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
