using System.Collections.Frozen;

namespace Flowker.Api.Errors;

/// <summary>
/// Every code that a client can see, with its HTTP status: the only place where the two meet.
/// Source: <c>spec/reference-api.md</c>, 3.3; <c>spec/decisions.md</c>, "Contract".
/// </summary>
internal static class ErrorRegistry
{
    public const string Internal = "FLK-9999";
    public const string Unavailable = "FLK-9998";
    public const string BadBody = "FLK-0001";
    public const string BadId = "FLK-0002";

    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<int, string[]>
    {
        [400] =
        [
            "FLK-0001", "FLK-0002", "FLK-0110", "FLK-0111", "FLK-0113", "FLK-0114", "FLK-0115", "FLK-0120", "FLK-0121", "FLK-0130",
            "FLK-0131", "FLK-0132", "FLK-0140", "FLK-0141", "FLK-0142", "FLK-0150", "FLK-0151", "FLK-0201", "FLK-0242", "FLK-0260", "FLK-0261", "FLK-0262",
            "FLK-0263", "FLK-0264", "FLK-0265", "FLK-0267", "FLK-0268", "FLK-0269", "FLK-0270", "FLK-0271", "FLK-0272", "FLK-0273", "FLK-0295",
            "FLK-0296", "FLK-0298", "FLK-0299", "FLK-0301", "FLK-0302", "FLK-0304", "FLK-0305", "FLK-0308", "FLK-0309", "FLK-0310", "FLK-0372",
            "FLK-0509", "FLK-0610", "WORKFLOW_INVALID_EXECUTOR_CONFIG", "INVALID_CURSOR",
        ],
        [401] = ["UNAUTHORIZED", "FLK-0362"],
        [404] =
        [
            "FLK-0100", "FLK-0104", "FLK-0200", "FLK-0210", "FLK-0230", "FLK-0240", "FLK-0250", "FLK-0290", "FLK-0294", "FLK-0361",
            "FLK-0370", "FLK-0404", "FLK-0500", "FLK-0600",
        ],
        [405] = ["FLK-0405"],
        [409] = ["FLK-0101", "FLK-0251", "FLK-0291", "FLK-0350", "FLK-0352", "FLK-0360", "FLK-0371", "FLK-0505"],
        [412] = ["FLK-0351"],
        [413] = ["FLK-0363", "FLK-0413", "FLK-0506"],
        [422] =
        [
            "FLK-0102", "FLK-0103", "FLK-0105", "FLK-0112", "FLK-0116", "FLK-0211", "FLK-0252", "FLK-0292", "FLK-0293", "FLK-0340",
            "FLK-0341", "FLK-0501", "FLK-0502", "FLK-0503", "FLK-0508", "FLK-0510",
        ],
        [431] = ["FLK-0431"],
        [500] = [Internal],
        [503] = [Unavailable],
    }.SelectMany(s => s.Value.Select(code => KeyValuePair.Create(code, s.Key))).ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Codes => Statuses.Keys;

    public static bool IsKnown(string code) => Statuses.ContainsKey(code);

    public static int StatusOf(string code) => Statuses.GetValueOrDefault(code, 500);

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
        422 => "Unprocessable Entity",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}
