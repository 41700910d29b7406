namespace Flowker.Api.OpenApi;

/// <summary>What each status tells, in the document. Those of a start are the contract's own. Source: <c>spec/execute-workflow.seed.md</c>.</summary>
internal static class StatusText
{
    public static string Of(int status) => status switch
    {
        200 => "Indicates that the request was successful.",
        201 => "Indicates that the resource was successfully created and the operation was completed as expected.",
        204 => "Indicates that the operation was completed; there is nothing to answer.",
        304 => "Indicates that the client has this version already.",
        400 => "Indicates that the request was malformed or contained invalid parameters.",
        401 => "Indicates that the caller is not known.",
        403 => "Indicates that the caller's role does not allow the operation.",
        404 => "Indicates that the requested resource could not be found.",
        409 => "Indicates a conflict with what exists.",
        412 => "Indicates that the precondition of the request does not hold.",
        413 => "Indicates that the request payload exceeds the maximum allowed size.",
        415 => "Indicates that the encoding of the request payload is not understood.",
        422 => "Indicates that the request was well-formed but contains semantic errors that prevent processing.",
        429 => "Indicates that there are too many requests; repeat after the time that Retry-After tells.",
        500 => "Indicates an unexpected internal error. If this persists, please contact support.",
        503 => "Indicates that the service cannot answer at the moment; repeat after the time that Retry-After tells.",
        _ => "Indicates an error.",
    };
}
