using System.Text.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.Tracer;

/// <summary>
/// The calls of a Tracer service. A node may name another place below <c>base_url</c>, with <c>path</c> or else with
/// <c>endpointName</c>, and then another method too.
/// </summary>
internal static class TracerCalls
{
    private static readonly string[] Filters =
        ["decision", "transactionType", "accountId", "limit", "cursor", "sortBy", "sortOrder"];

    public static IReadOnlyList<PresetCall> All { get; } =
    [
        new("tracer.validate-transaction", call => Method(call, HttpMethod.Post), call => Validations(call)),
        new("tracer.list-validations", call => Method(call, HttpMethod.Get), call => Validations(call, Filters)),
    ];

    private static TargetUrl Validations(ExecutorCall call, params string[] query)
    {
        var filters = PresetCall.Query(call.Payload, query);
        return OwnPlace(call.NodeData) is var (member, place)
            ? TargetUrl.BelowPath(call.Provider.Config, "base_url", UrlTemplate.Render(place, call.Context, member, false).Text, filters)
            : TargetUrl.Below(call.Provider.Config, "base_url", ["v1", "validations"], filters);
    }

    private static HttpMethod Method(ExecutorCall call, HttpMethod usual) =>
        OwnPlace(call.NodeData) is not null && Member.Has(call.NodeData, "method") ? HttpCall.ReadMethod(call.NodeData) : usual;

    /// <summary>Where the node says that the call goes, and in which member; null when it leaves that to the executor.</summary>
    private static (string Member, string Place)? OwnPlace(JsonElement node) =>
        Member.Text(node, "path") is { Length: > 0 } path ? ("path", path)
        : Member.Text(node, "endpointName") is { Length: > 0 } name ? ("endpointName", name)
        : null;
}
