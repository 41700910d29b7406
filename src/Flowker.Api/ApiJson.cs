using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowker.Api.Requests;

namespace Flowker.Api;

/// <summary>How answers are written: compact, members as named in the contract, raw JSON passed through untouched.</summary>
internal static class ApiJson
{
    private static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.NumberHandling = JsonNumberHandling.Strict;
        // Answers hold what clients and providers sent, which nests up to 64 deep below an answer's own levels.
        options.MaxDepth = 96;
        return options;
    }

    public static Task WriteAsync<T>(HttpContext http, T body)
    {
        // Without a charset: JSON is UTF-8 by its own standard.
        http.Response.ContentType = "application/json";
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : JsonSerializer.SerializeAsync(http.Response.Body, body, Options, http.RequestAborted);
    }

    public static IResult Ok<T>(T body) => new JsonResult<T>(StatusCodes.Status200OK, body);

    /// <summary>201; <paramref name="location"/> is where what was made can be read.</summary>
    public static IResult Created<T>(string location, T body) => new JsonResult<T>(StatusCodes.Status201Created, body, location);

    public static IResult Status<T>(int status, T body) => new JsonResult<T>(status, body);

    private sealed class JsonResult<T>(int status, T body, string? location = null) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (location is not null)
            {
                httpContext.Response.Headers.Location = location;
            }

            if (status == StatusCodes.Status200OK && EntityTags.IsUnchanged(httpContext))
            {
                httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            httpContext.Response.StatusCode = status;
            return WriteAsync(httpContext, body);
        }
    }
}
