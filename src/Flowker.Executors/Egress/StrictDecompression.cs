using System.IO.Compression;
using System.Net;

namespace Flowker.Executors.Egress;

/// <summary>
/// What answers may be compressed with: what the runtime decompresses so that a cut-off answer is an error. By default it
/// hands out what came before the cut and calls it the end, and half an answer would count as a whole one.
/// </summary>
internal static class StrictDecompression
{
    // Read by the runtime once, when the process first compresses or decompresses something.
    private const string Switch = "System.IO.Compression.UseStrictValidation";

    /// <summary>None where the runtime cannot be made strict any more: then providers are asked for answers as they are.</summary>
    public static DecompressionMethods Methods { get; } = Find();

    private static DecompressionMethods Find()
    {
        AppContext.SetSwitch(Switch, true);
        return Refuses(s => new GZipStream(s, CompressionMode.Compress), s => new GZipStream(s, CompressionMode.Decompress))
            && Refuses(s => new ZLibStream(s, CompressionMode.Compress), s => new ZLibStream(s, CompressionMode.Decompress))
            && Refuses(s => new DeflateStream(s, CompressionMode.Compress), s => new DeflateStream(s, CompressionMode.Decompress))
            && Refuses(s => new BrotliStream(s, CompressionMode.Compress), s => new BrotliStream(s, CompressionMode.Decompress))
                ? DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli
                : DecompressionMethods.None;
    }

    private static bool Refuses(Func<Stream, Stream> compress, Func<Stream, Stream> decompress)
    {
        using var packed = new MemoryStream();
        using (var into = compress(packed))
        {
            into.Write("an answer that is cut off"u8);
        }

        var whole = packed.ToArray();
        using var cut = decompress(new MemoryStream(whole, 0, whole.Length - 1));
        try
        {
            cut.CopyTo(Stream.Null);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
