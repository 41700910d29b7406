using Flowker.Executors.Http;

namespace Flowker.Executors.Tracer;

/// <summary>
/// The calls of a Tracer service; a node may name another path below <c>base_url</c>, as older ones do. Source:
/// <c>spec/reference-engine.md</c>, 4.4.
/// </summary>
internal static class TracerCalls
{
    private static readonly string[] Filters =
        ["decision", "transactionType", "accountId", "limit", "cursor", "sortBy", "sortOrder"];

    public static IReadOnlyList<PresetCall> All { get; } =
    [
        new("tracer.validate-transaction", HttpMethod.Post, call => Validations(call)),
        new("tracer.list-validations", HttpMethod.Get, call => Validations(call, Filters)),
    ];

    private static TargetUrl Validations(ExecutorCall call, params string[] query)
    {
        var filters = PresetCall.Query(call.Payload, query);
        return Member.Text(call.NodeData, "path") is { Length: > 0 } path
            ? TargetUrl.BelowPath(call.Provider.Config, "base_url", UrlTemplate.Render(path, call.Context, "path", false).Text, filters)
            : TargetUrl.Below(call.Provider.Config, "base_url", ["v1", "validations"], filters);
    }
}
