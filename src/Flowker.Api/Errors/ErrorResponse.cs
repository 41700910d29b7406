using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Errors;

/// <summary>The one shape of every error.</summary>
internal sealed record ErrorResponse(
    [property: Description("Machine-readable error code with the FLK prefix."), Example("FLK-0001")] string Code,
    [property: Description("Short error category title."), Example("Bad Request")] string Title,
    [property: Description("Human-readable explanation of the error."), Example("Invalid input provided")] string Message)
{
    [Description("The members at fault, where the body's form is: what is wrong with each, by its path.")]
    [Example("""{"nodes[0].name":"nodes[0].name is longer than 50 characters."}""")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    [Description("All that was found, with codes and severities.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FindingResponse>? Findings { get; init; }
}

/// <summary>Writes errors.</summary>
internal static class ErrorResults
{
    public static IResult Error(string code, string message, string? title = null) =>
        new ErrorResult(code, message, title, [], null);

    public static IResult Error(Fault fault) => ErrorRegistry.IsAnswer(fault.Code) && fault.Code != ErrorRegistry.Internal
        ? new ErrorResult(fault.Code, fault.Message, null, fault.Fields, fault.RetryAfter)
        : Internal();

    public static IResult Internal() => Error(ErrorRegistry.Internal, "The request could not be served because of an internal error.");

    // Of several findings at one place the first speaks for it. Warnings do so only where nothing else refuses.
    private static Dictionary<string, string>? Fields(ImmutableArray<FieldFault> faults)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var refusing = faults.Any(f => !f.IsWarning) ? faults.Where(f => !f.IsWarning) : faults;
        foreach (var fault in refusing.Where(f => f.Field.Length > 0))
        {
            fields.TryAdd(fault.Field, fault.Message);
        }

        return fields.Count == 0 ? null : fields;
    }

    private sealed class ErrorResult(
        string code, string message, string? title, ImmutableArray<FieldFault> faults, TimeSpan? retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var status = ErrorRegistry.StatusOf(code);
            httpContext.Response.StatusCode = status;
            if (retryAfter is not null || status is 429 or 503)
            {
                var seconds = Math.Max(1, (int)Math.Ceiling((retryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds));
                httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            var body = new ErrorResponse(code, title ?? ErrorRegistry.TitleOf(status), message)
            {
                Fields = Fields(faults),
                Findings = faults.Any(f => f.Field.Length > 0) ? [.. faults.Select(FindingResponse.Of)] : null,
            };
            return ApiJson.WriteAsync(httpContext, body);
        }
    }
}
