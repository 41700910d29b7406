using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Errors;

/// <summary>The one shape of every error. Source: <c>spec/reference-api.md</c>, 3.1; <c>spec/decisions.md</c>, "Documented limits".</summary>
internal sealed record ErrorResponse(
    [property: Description("Machine-readable error code with the FLK prefix."), Example("FLK-0001")] string Code,
    [property: Description("Short error category title."), Example("Bad Request")] string Title,
    [property: Description("Human-readable explanation of the error."), Example("Invalid input provided")] string Message)
{
    [Description("The members at fault, where the body's form is.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ErrorField>? Fields { get; init; }
}

internal sealed record ErrorField(string Field, string Message);

/// <summary>Writes errors.</summary>
internal static class ErrorResults
{
    public static IResult Error(string code, string message, string? title = null) =>
        new ErrorResult(code, message, title, null, null);

    public static IResult Error(Fault fault) => ErrorRegistry.IsAnswer(fault.Code) && fault.Code != ErrorRegistry.Internal
        ? new ErrorResult(fault.Code, fault.Message, null, Fields(fault), fault.RetryAfter)
        : Internal();

    public static IResult Internal() => Error(ErrorRegistry.Internal, "The request could not be served because of an internal error.");

    private static List<ErrorField>? Fields(Fault fault)
    {
        List<ErrorField> fields = [.. fault.Fields.Where(f => f.Field.Length > 0).Select(f => new ErrorField(f.Field, f.Message))];
        return fields.Count == 0 ? null : fields;
    }

    private sealed class ErrorResult(
        string code, string message, string? title, IReadOnlyList<ErrorField>? fields, TimeSpan? retryAfter) : IResult
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

            var body = new ErrorResponse(code, title ?? ErrorRegistry.TitleOf(status), message) { Fields = fields };
            return ApiJson.WriteAsync(httpContext, body);
        }
    }
}
