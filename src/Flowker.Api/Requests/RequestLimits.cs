using Flowker.Api.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Flowker.Api.Requests;

/// <summary>
/// Refuses what is too large before anything of it is parsed. Kestrel's own limits lie above these, since what it refuses by
/// itself has no body. Source: <c>spec/reference-api.md</c>, 1.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next)
{
    /// <summary>Bytes of the request line and the headers together.</summary>
    public const int HeaderLimit = 16 * 1024;

    /// <summary>What Kestrel reads of them at most; beyond it the connection ends with a bare 431.</summary>
    public const int HeaderCeiling = 4 * HeaderLimit;

    public Task InvokeAsync(HttpContext http)
    {
        if (HeaderSize(http) > HeaderLimit)
        {
            return ErrorResults.Error(ErrorRegistry.HeadersTooLarge, $"The request line and headers are larger than {HeaderLimit} bytes.").ExecuteAsync(http);
        }

        return http.Request.ContentLength > RequestBody.HardLimit
            ? ErrorResults.Error(ErrorRegistry.BodyTooLarge, $"The body is larger than {RequestBody.HardLimit} bytes.").ExecuteAsync(http)
            : next(http);
    }

    private static int HeaderSize(HttpContext http)
    {
        const int perLine = 4;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var size = http.Request.Method.Length + target.Length + perLine;
        foreach (var (name, values) in http.Request.Headers)
        {
            foreach (var value in values)
            {
                size += name.Length + (value?.Length ?? 0) + perLine;
            }
        }

        return size;
    }
}
