namespace Flowker.Storage.Sql;

/// <summary>Text as a database takes it: PostgreSQL refuses NUL, which JSON and error texts of providers may hold.</summary>
internal static class StoredText
{
    public static string Clean(string text) =>
        text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;

    public static string? CleanOrNull(string? text) => text is null ? null : Clean(text);
}
