using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Flowker.Api.WebConsole;

/// <summary>The one page of the console, read once: every address of the console that is no file shows it.</summary>
internal sealed class ConsolePage
{
    private readonly byte[] _html;
    private readonly byte[] _compressed;
    private readonly EntityTagHeaderValue _tag;

    private ConsolePage(byte[] html)
    {
        _html = html;
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize))
        {
            brotli.Write(html);
        }

        _compressed = compressed.ToArray();
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(html).AsSpan(0, 16))}\"");
    }

    /// <summary>Null when the service was built without its console.</summary>
    public static ConsolePage? Find(IFileProvider files)
    {
        var file = files.GetFileInfo("console/index.html");
        if (!file.Exists)
        {
            return null;
        }

        using var html = new MemoryStream();
        using var stream = file.CreateReadStream();
        stream.CopyTo(html);
        return new ConsolePage(html.ToArray());
    }

    public IResult Answer(HttpContext http)
    {
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var compress = http.Request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "br" && e.Quality is not 0);
        if (compress)
        {
            http.Response.Headers.ContentEncoding = "br";
        }

        return Results.Bytes(compress ? _compressed : _html, "text/html; charset=utf-8", entityTag: _tag);
    }
}
