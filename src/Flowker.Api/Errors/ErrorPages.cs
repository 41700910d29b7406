namespace Flowker.Api.Errors;

/// <summary>Gives what the framework answers by itself, and what was never meant to happen, the shape of all other errors.</summary>
internal sealed partial class ErrorPages(RequestDelegate next, ILogger<ErrorPages> logger)
{
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
            await Explain(http).ExecuteAsync(http);
        }
    }

    private IResult Explain(Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ErrorResults.Error("FLK-0413", "The body is too large.");
            case BadHttpRequestException:
                return ErrorResults.Error(ErrorRegistry.BadBody, "The request cannot be read.");
            case TimeoutException or OrleansException:
                Unreachable(logger, failure.GetType().Name);
                return ErrorResults.Error(ErrorRegistry.Unavailable, "The service cannot answer at the moment. Repeat the request; a start with the same Idempotency-Key is safe to repeat.");
            default:
                Unexpected(logger, failure);
                return ErrorResults.Internal();
        }
    }

    private static IResult Explain(HttpContext http) => http.Response.StatusCode switch
    {
        404 => ErrorResults.Error("FLK-0404", $"There is nothing at {http.Request.Method} {http.Request.Path}."),
        405 => ErrorResults.Error("FLK-0405", $"{http.Request.Method} is not possible at {http.Request.Path}; see the Allow header."),
        413 => ErrorResults.Error("FLK-0413", "The body is too large."),
        415 => ErrorResults.Error(ErrorRegistry.BadBody, "The body must be JSON."),
        431 => ErrorResults.Error("FLK-0431", "The headers are too large."),
        < 500 => ErrorResults.Error(ErrorRegistry.BadBody, "The request cannot be read."),
        503 => ErrorResults.Error(ErrorRegistry.Unavailable, "The service cannot answer at the moment."),
        _ => ErrorResults.Internal(),
    };

    [LoggerMessage(201, LogLevel.Error, "A request ended in an unexpected failure.")]
    private static partial void Unexpected(ILogger logger, Exception failure);

    [LoggerMessage(202, LogLevel.Warning, "A request could not be served by the cluster ({Failure}).")]
    private static partial void Unreachable(ILogger logger, string failure);
}
