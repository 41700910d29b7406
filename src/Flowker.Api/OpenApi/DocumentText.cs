using System.Security.Cryptography;
using Flowker.Api.Requests;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>The text and its ETag.</summary>
internal sealed record MadeDocument(byte[] Json, string Tag);

/// <summary>The API's description as it is sent: made when it is first asked for, and the same from then on.</summary>
internal sealed class DocumentText([FromKeyedServices(ApiDocument.Version)] IOpenApiDocumentProvider provider)
{
    private readonly Lock _lock = new();
    private Task<MadeDocument>? _made;

    public async Task WriteAsync(HttpContext http)
    {
        var (json, tag) = await MadeAsync();
        http.Response.ContentType = "application/json;charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.ETag = tag;
        if (EntityTags.IsUnchanged(http))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(json, http.RequestAborted);
        }
    }

    public Task<MadeDocument> MadeAsync()
    {
        lock (_lock)
        {
            return _made is { IsFaulted: false } made ? made : _made = MakeAsync();
        }
    }

    private async Task<MadeDocument> MakeAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        var json = System.Text.Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None));
        return new MadeDocument(json, $"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"");
    }
}
