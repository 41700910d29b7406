using System.Collections.Frozen;

namespace Flowker.Api.Errors;

/// <summary>
/// Every code of the contract with its HTTP status: the only place where the two meet.
/// Source: <c>spec/reference-api.md</c>, 3.3; <c>spec/decisions.md</c>, "Contract".
/// </summary>
internal static class ErrorRegistry
{
    public const string Internal = "FLK-9999";
    public const string Unavailable = "FLK-9998";
    public const string BadBody = "FLK-0001";
    public const string BadId = "FLK-0002";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string Forbidden = "FLK-0403";
    public const string BodyTooLarge = "FLK-0413";
    public const string BadEncoding = "FLK-0415";
    public const string HeadersTooLarge = "FLK-0431";

    /// <summary>All codes, in the order of the contract.</summary>
    public static IReadOnlyList<ErrorCode> Codes { get; } =
    [
        new("FLK-0001", 400, "the body cannot be read as the JSON that is asked for"),
        new("FLK-0002", 400, "an id is not a UUID"),

        // Workflows.
        new("FLK-0100", 404, "workflow not found"),
        new("FLK-0101", 409, "workflow name already used"),
        new("FLK-0102", 422, "the workflow's status does not allow this transition"),
        new("FLK-0103", 422, "the workflow cannot be edited or deleted in its status"),
        new("FLK-0104", 404, "a node names an executor that the catalog does not have"),
        new("FLK-0105", 422, "a condition is missing or does not parse, or an expression reads what is not on the way to it"),
        new("FLK-0110", 400, "the workflow's name is missing"),
        new("FLK-0111", 400, "the workflow's name is too long"),
        new("FLK-0112", 422, "nothing to activate: the workflow has no node"),
        new("FLK-0113", 400, "too many nodes"),
        new("FLK-0114", 400, "too many edges"),
        new("FLK-0115", 400, "an edge names a node that does not exist"),
        new("FLK-0116", 422, "nothing to start with: the workflow has no trigger"),
        new("FLK-0120", 400, "a node's id is missing, too long, repeated, or cannot be named in a path"),
        new("FLK-0121", 400, "a node's type is missing or unknown"),
        new("FLK-0130", 400, "an edge's id is missing, too long, repeated, or cannot be shown"),
        new("FLK-0131", 400, "an edge's source is missing"),
        new("FLK-0132", 400, "an edge's target is missing"),
        new("FLK-0140", 400, "a node's inputMapping cannot be used"),
        new("FLK-0141", 400, "a node's outputMapping cannot be used"),
        new("FLK-0142", 400, "a node's transforms, or a ${…} in its data, cannot be used"),
        new("FLK-0143", 422, "an action node lacks something"),
        new("FLK-0150", 400, "a node's provider configuration is missing, unknown or not active"),
        new("FLK-0151", 400, "a node's provider configuration belongs to another provider than its executor"),
        new("FLK-0166", 422, "an edge's sourceHandle is not one of its source's"),
        new("FLK-0172", 422, "not all silos know this yet"),
        new("FLK-0180", 422, "a warning, refused when asked to be strict: a member that nothing reads"),
        new("FLK-0181", 422, "a warning, refused when asked to be strict: an action type that does nothing but leave its trace"),
        new("FLK-0182", 422, "a warning, refused when asked to be strict: a node that no way leads to from a trigger"),
        new("FLK-0183", 422, "a warning, refused when asked to be strict: a trigger that no edge leaves"),
        new("FLK-0184", 422, "a warning, refused when asked to be strict: a conditional of which a branch leads nowhere"),
        new("FLK-0185", 422, "a warning, refused when asked to be strict: a string that looks like a placeholder and is none"),
        new("FLK-0186", 422, "a warning, refused when asked to be strict: a call that sends all that the node can see"),
        new("FLK-0187", 422, "a warning, refused when asked to be strict: a trigger whose type is not in triggerType"),
        new("FLK-0188", 422, "a warning, refused when asked to be strict: an expression that reads a node which leaves nothing to read"),
        new("WORKFLOW_INVALID_EXECUTOR_CONFIG", 400, "an executor node names no executor, or its data does not fit the executor's schema"),

        // Catalog.
        new("FLK-0200", 404, "executor not in the catalog"),
        new("FLK-0201", 400, "the config does not fit the executor's schema"),
        new("FLK-0210", 404, "trigger not in the catalog"),
        new("FLK-0211", 422, "a trigger's type is unknown, or its data does not fit it"),
        new("FLK-0220", 0, "no executor runs this kind of node", CodeUse.ExecutionText),
        new("FLK-0230", 404, "provider not in the catalog"),
        new("FLK-0231", 0, "provider registered twice", CodeUse.Retired),
        new("FLK-0232", 0, "provider cannot be registered", CodeUse.Retired),
        new("FLK-0233", 0, "executor cannot be registered", CodeUse.Retired),
        new("FLK-0240", 404, "template not in the catalog"),
        new("FLK-0241", 0, "template registered twice", CodeUse.Retired),
        new("FLK-0242", 400, "the parameters do not fit the template"),
        new("FLK-0243", 0, "template cannot be built; told as FLK-0242", CodeUse.Retired),

        // Executor configurations.
        new("FLK-0250", 404, "executor configuration not found"),
        new("FLK-0251", 409, "executor configuration name already used"),
        new("FLK-0252", 422, "the executor configuration's status does not allow this"),
        new("FLK-0260", 400, "name is missing"),
        new("FLK-0261", 400, "name is too long"),
        new("FLK-0262", 400, "baseUrl is missing"),
        new("FLK-0263", 400, "baseUrl is no http or https URL"),
        new("FLK-0264", 400, "baseUrl is too long"),
        new("FLK-0265", 400, "there is no endpoint"),
        new("FLK-0266", 0, "authentication is missing; told as FLK-0268", CodeUse.Retired),
        new("FLK-0267", 400, "description is too long"),
        new("FLK-0268", 400, "the type of authentication is missing"),
        new("FLK-0269", 400, "the type of authentication is unknown"),
        new("FLK-0270", 400, "an endpoint's name is missing"),
        new("FLK-0271", 400, "an endpoint's path is missing"),
        new("FLK-0272", 400, "an endpoint's method is missing"),
        new("FLK-0273", 400, "an endpoint's method is unknown"),

        // Provider configurations.
        new("FLK-0290", 404, "provider configuration not found"),
        new("FLK-0291", 409, "provider configuration name already used"),
        new("FLK-0292", 422, "the provider configuration's status does not allow this"),
        new("FLK-0293", 422, "the config does not fit the provider's schema"),
        new("FLK-0294", 404, "the provider named is not in the catalog"),
        new("FLK-0295", 400, "name is missing"),
        new("FLK-0296", 400, "name is too long"),
        new("FLK-0297", 0, "providerId is missing; told as FLK-0294", CodeUse.Retired),
        new("FLK-0298", 400, "config is empty"),
        new("FLK-0299", 400, "description is too long"),

        // Requests in general.
        new("FLK-0300", 0, "unexpected fields", CodeUse.Retired),
        new("FLK-0301", 400, "a required member is missing"),
        new("FLK-0302", 400, "a member or parameter is out of its limits"),
        new("FLK-0303", 0, "calculation type", CodeUse.Retired),
        new("FLK-0304", 400, "a query parameter cannot be used"),
        new("FLK-0305", 400, "a date is not in RFC 3339 form"),
        new("FLK-0306", 0, "final date", CodeUse.Retired),
        new("FLK-0307", 0, "range of dates", CodeUse.Retired),
        new("FLK-0308", 400, "dateFrom is after dateTo"),
        new("FLK-0309", 400, "limit is out of range"),
        new("FLK-0310", 400, "sortOrder is unknown"),
        new("FLK-0340", 422, "the provider's base URL is missing or malformed"),
        new("FLK-0341", 422, "the provider's address may not be called, or does not resolve"),
        new("FLK-0342", 422, "a masked secret would go to another address than before: enter it again"),
        new("FLK-0350", 409, "somebody else changed it at the same time"),
        new("FLK-0351", 412, "If-Match does not hold"),
        new("FLK-0352", 409, "in use by an active workflow"),
        new("INVALID_CURSOR", 400, "the cursor is not one of this list"),

        // Webhooks.
        new("FLK-0360", 409, "the webhook's method and path belong to another workflow"),
        new("FLK-0361", 404, "no active workflow has this webhook"),
        new("FLK-0362", 401, "the webhook's token or signature is missing or wrong"),
        new("FLK-0363", 413, "the webhook's body is too large"),

        // Access.
        new("UNAUTHORIZED", 401, "a valid API key or token is required"),
        new("FLK-0370", 404, "API key not found, or revoked"),
        new("FLK-0371", 409, "API key name already used"),
        new("FLK-0372", 400, "a member of the new API key cannot be used"),
        new("FLK-0403", 403, "the caller's role does not allow this, or without authentication the web page that asks may not"),

        // HTTP.
        new("FLK-0400", 0, "general fault of an entity", CodeUse.Retired),
        new("FLK-0401", 0, "general fault of an entity", CodeUse.Retired),
        new("FLK-0402", 0, "general fault of an entity", CodeUse.Retired),
        new("FLK-0404", 404, "no such route"),
        new("FLK-0405", 405, "no such method at this route; Allow tells those that are"),
        new("FLK-0413", 413, "the body is too large"),
        new("FLK-0415", 415, "the body's Content-Encoding is not understood"),
        new("FLK-0429", 429, "more starts than the service takes at once; nothing was stored, and Retry-After tells when to repeat"),
        new("FLK-0431", 431, "the request line and headers are too large"),

        // Executions.
        new("FLK-0500", 404, "execution not found"),
        new("FLK-0501", 422, "the workflow is not active"),
        new("FLK-0502", 422, "the execution has not ended yet"),
        new("FLK-0503", 0, "the execution took longer than it may", CodeUse.ExecutionText),
        new("FLK-0504", 0, "a node failed", CodeUse.ExecutionText),
        new("FLK-0505", 0, "an idempotency key could not be resolved; told as FLK-9998", CodeUse.Retired),
        new("FLK-0506", 413, "the body of a start is too large"),
        new("FLK-0507", 0, "the provider's circuit is open", CodeUse.ExecutionText),
        new("FLK-0508", 422, "the graph has a cycle"),
        new("FLK-0509", 400, "Idempotency-Key is missing or malformed"),
        new("FLK-0510", 422, "the Idempotency-Key was used with another request"),
        new("FLK-0511", 404, "the execution has no such node"),
        new("FLK-0512", 422, "the execution has ended"),
        new("FLK-0553", 422, "a reason is required"),

        // Audit.
        new("FLK-0600", 404, "audit event not found"),
        new("FLK-0610", 400, "the audit cursor cannot be read"),

        new(Unavailable, 503, "the service cannot answer at the moment; repeat later"),
        new(Internal, 500, "an internal error"),
    ];

    private static readonly FrozenDictionary<string, ErrorCode> ByCode = Codes.ToFrozenDictionary(c => c.Code, StringComparer.Ordinal);

    public static bool IsKnown(string code) => ByCode.ContainsKey(code);

    /// <summary>Whether requests are answered with it.</summary>
    public static bool IsAnswer(string code) => ByCode.TryGetValue(code, out var known) && known.Use is CodeUse.Answer;

    public static int StatusOf(string code) => IsAnswer(code) ? ByCode[code].Status : 500;

    public static string TitleOf(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Payload Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}
