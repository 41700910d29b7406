using System.Text;

namespace Flowker.Verify;

/// <summary>The lines of a file from outside, none of which may be so long that it fills the memory.</summary>
internal static class BoundedLines
{
    public const int MaxLength = 16 * 1_024 * 1_024;

    /// <summary>Throws <see cref="FormatException"/> at a line that is too long.</summary>
    public static IEnumerable<string> Of(string path)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var line = new StringBuilder();
        var buffer = new char[64 * 1_024];
        int read;
        while ((read = reader.Read(buffer, 0, buffer.Length)) > 0)
        {
            var rest = buffer.AsMemory(0, read);
            while (rest.Span.IndexOf('\n') is var end and >= 0)
            {
                Append(line, rest.Span[..end]);
                yield return Take(line);
                rest = rest[(end + 1)..];
            }

            Append(line, rest.Span);
        }

        if (line.Length > 0)
        {
            yield return Take(line);
        }
    }

    private static void Append(StringBuilder line, ReadOnlySpan<char> part)
    {
        if (line.Length + part.Length > MaxLength)
        {
            throw new FormatException($"A line is longer than {MaxLength} characters.");
        }

        line.Append(part);
    }

    private static string Take(StringBuilder line)
    {
        var text = line.ToString().TrimEnd('\r');
        line.Clear();
        return text;
    }
}
