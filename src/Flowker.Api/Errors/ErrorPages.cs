using System.Diagnostics;

namespace Flowker.Api.Errors;

/// <summary>Gives what the framework answers by itself, and what was never meant to happen, the shape of all other errors.</summary>
internal sealed partial class ErrorPages(RequestDelegate next, ILogger<ErrorPages> logger)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            await Explain(failure).ExecuteAsync(http);
            return;
        }

        if (!http.Response.HasStarted && http.Response.StatusCode >= 400 && http.Response.ContentType is null)
        {
            SortAllow(http.Response);
            await Explain(http).ExecuteAsync(http);
        }
    }

    // In the contract's order. Source: spec/reference-api.md, 1.
    private static void SortAllow(HttpResponse response)
    {
        if (response.Headers.Allow is { Count: > 0 } allow)
        {
            response.Headers.Allow = string.Join(", ", allow.ToString()
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .OrderBy(m => Array.IndexOf(Methods, m)));
        }
    }

    private IResult Explain(Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ErrorResults.Error(ErrorRegistry.BodyTooLarge, "The body is too large.");
            case BadHttpRequestException:
                return ErrorResults.Error(ErrorRegistry.BadBody, "The request cannot be read.");
            case TimeoutException or OrleansException:
                Unreachable(logger, failure.GetType().Name);
                return ErrorResults.Error(ErrorRegistry.Unavailable, "The service cannot answer at the moment. Repeat the request; a start with the same Idempotency-Key is safe to repeat.");
            default:
                Unexpected(logger, failure.GetType().Name, new StackTrace(failure, fNeedFileInfo: false).ToString());
                return ErrorResults.Internal();
        }
    }

    private static IResult Explain(HttpContext http) => http.Response.StatusCode switch
    {
        404 => ErrorResults.Error("FLK-0404", $"There is nothing at {http.Request.Method} {http.Request.Path}."),
        405 => ErrorResults.Error("FLK-0405", $"{http.Request.Method} is not possible at {http.Request.Path}; see the Allow header."),
        413 => ErrorResults.Error(ErrorRegistry.BodyTooLarge, "The body is too large."),
        415 => ErrorResults.Error(ErrorRegistry.BadBody, "The body must be JSON."),
        431 => ErrorResults.Error(ErrorRegistry.HeadersTooLarge, "The headers are too large."),
        < 500 => ErrorResults.Error(ErrorRegistry.BadBody, "The request cannot be read."),
        503 => ErrorResults.Error(ErrorRegistry.Unavailable, "The service cannot answer at the moment."),
        _ => ErrorResults.Internal(),
    };

    // Where and of what kind, but not the message: it may quote what clients and providers sent.
    [LoggerMessage(201, LogLevel.Error, "A request ended in an unexpected failure ({Failure}):\n{Where}")]
    private static partial void Unexpected(ILogger logger, string failure, string where);

    [LoggerMessage(202, LogLevel.Warning, "A request could not be served by the cluster ({Failure}).")]
    private static partial void Unreachable(ILogger logger, string failure);
}
