using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Flowker.Audit.Canonical;

/// <summary>Texts as RFC 8785, 3.2.2.2, writes them: only what JSON must escape is escaped.</summary>
internal static class CanonicalText
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write("\""u8);
        while (text.IndexOfAny(Escaped) is var next and >= 0)
        {
            WritePlain(output, text[..next]);
            WriteEscape(output, text[next]);
            text = text[(next + 1)..];
        }

        WritePlain(output, text);
        output.Write("\""u8);
    }

    public static string Read(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("A text is not valid Unicode.");
        }
    }

    public static string ReadName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("A name is not valid Unicode.");
        }
    }

    private static void WritePlain(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        try
        {
            var span = output.GetSpan(Strict.GetMaxByteCount(text.Length));
            output.Advance(Strict.GetBytes(text, span));
        }
        catch (EncoderFallbackException)
        {
            throw new FormatException("A text is not valid Unicode.");
        }
    }

    private static void WriteEscape(IBufferWriter<byte> output, char c) => output.Write(c switch
    {
        '"' => "\\\""u8,
        '\\' => "\\\\"u8,
        '\b' => "\\b"u8,
        '\t' => "\\t"u8,
        '\n' => "\\n"u8,
        '\f' => "\\f"u8,
        '\r' => "\\r"u8,
        _ => Encoding.ASCII.GetBytes($"\\u{(int)c:x4}"),
    });
}
