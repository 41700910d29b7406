namespace Flowker.Grains.Audit;

/// <summary>The last whole line of a file that may be long.</summary>
internal static class LastLine
{
    private const int Tail = 8 * 1_024;

    /// <summary>Null when there is none, or it cannot be read.</summary>
    public static string? Of(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(-Math.Min(file.Length, Tail), SeekOrigin.End);
            using var reader = new StreamReader(file);
            var text = reader.ReadToEnd();
            return text.LastIndexOf('\n') is var end and > 0 ? text[..end].Split('\n')[^1] : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
