namespace Flowker.Api.Tests;

/// <summary>Workflows that several tests use.</summary>
internal static class Workflows
{
    public const string JustOutput =
        """[{"id":"t","type":"trigger"},{"id":"o","type":"action","data":{"actionType":"set_output","output":{"seen":"${workflow.n}"}}}]""";

    public const string JustOutputEdges = """[{"id":"e","source":"t","target":"o"}]""";

    public static string OneCall(string data) =>
        $$$"""[{"id":"t","type":"trigger"},{"id":"call","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}",{{{data}}}}}]""";

    public const string OneCallEdges = """[{"id":"e","source":"t","target":"call"}]""";
}
