using System.Text.Json;

namespace Flowker.Executors.Http;

/// <summary>
/// 2xx, or in its place the node's <c>successStatusCodes</c> (also as <c>success_status_codes</c>).
/// Source: <c>spec/decisions.md</c>, "Success"; <c>spec/reference-engine.md</c>, 4.1.7.
/// </summary>
internal sealed class SuccessStatuses(IReadOnlyCollection<int> listed)
{
    public bool IsListed(int status) => listed.Contains(status);

    public bool Contains(int status) => listed.Count is 0 ? status is >= 200 and <= 299 : IsListed(status);

    public static SuccessStatuses Read(JsonElement node)
    {
        var codes = Member.Find(node, "successStatusCodes") ?? Member.Find(node, "success_status_codes");
        if (codes is not { } list)
        {
            return new SuccessStatuses([]);
        }

        return list.ValueKind is JsonValueKind.Array
            ? new SuccessStatuses([.. list.EnumerateArray().Select(Code)])
            : throw new CallRefusedException("The node's successStatusCodes are not a list.");
    }

    private static int Code(JsonElement code) =>
        code.ValueKind is JsonValueKind.Number && code.TryGetInt32(out var status) && status is >= 100 and <= 599
            ? status
            : throw new CallRefusedException("The node's successStatusCodes must be whole numbers from 100 to 599.");
}
