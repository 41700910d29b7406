using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Flowker.Bench.Provider;

namespace Flowker.Bench.Workflows;

/// <summary>A workflow that the bench runs, and what its executions are started with. <c>{bank}</c> stands for the provider.</summary>
internal sealed record Scenario(string Name, string Definition, ReadOnlyMemory<byte> Body, int Calls)
{
    private static readonly ReadOnlyMemory<byte> PaymentBody =
        """{"inputData":{"paymentId":"pay-20260301-000417","payer":"alice","payee":"bob-cafe","amount":1250.00,"currency":"BRL"}}"""u8.ToArray();

    /// <summary>Calls /fraud, branches on the score, calls /ledger, calls /notify.</summary>
    public static Scenario ValidatePayment { get; } = new(
        "validate-payment",
        Workflow(
            "validate-payment",
            [Node("start", "trigger"), Call("fraud", "/fraud"), Condition("low", "fraud.body.score < 50"), Call("ledger", "/ledger"), Call("notify", StubProvider.LastPath)],
            [("start", "fraud", null), ("fraud", "low", null), ("low", "ledger", "true"), ("ledger", "notify", null)]),
        PaymentBody,
        Calls: 3);

    /// <summary>Calls nobody: begun and ended in one commit.</summary>
    public static Scenario StartOnly { get; } = new(
        "start-only",
        Workflow(
            "start-only",
            [Node("start", "trigger"), Node("accept", "action", """{"actionType":"set_output","output":{"decision":"accepted"}}""")],
            [("start", "accept", null)]),
        PaymentBody,
        Calls: 0);

    /// <summary>The payment with an input of almost a megabyte, of which each call is sent what it needs.</summary>
    public static Scenario LargeInput { get; } = ValidatePayment with
    {
        Name = "large-input",
        Definition = ValidatePayment.Definition.Replace("\"validate-payment\"", "\"large-input\"", StringComparison.Ordinal),
        Body = Encoding.UTF8.GetBytes($$$"""{"inputData":{"amount":1250.00,"document":"{{{new string('x', 1_000_000)}}}"}}"""),
    };

    /// <summary>One call after the other.</summary>
    public static Scenario Chain(int nodes)
    {
        string[] ids = ["start", .. Enumerable.Range(1, nodes).Select(Step)];
        return new Scenario(
            $"chain-{nodes}",
            Workflow(
                $"chain-{nodes}",
                [Node("start", "trigger"), .. Enumerable.Range(1, nodes).Select(n => SmallCall(Step(n), n == nodes ? StubProvider.LastPath : "/step"))],
                [.. ids.Zip(ids.Skip(1)).Select(e => (e.First, e.Second, (string?)null))]),
            PaymentBody,
            Calls: nodes);
    }

    /// <summary>Calls side by side, and one that waits for them all.</summary>
    public static Scenario Wide(int branches) => new(
        $"wide-{branches}",
        Workflow(
            $"wide-{branches}",
            [Node("start", "trigger"), .. Enumerable.Range(1, branches).Select(n => SmallCall(Step(n), "/step")), SmallCall("notify", StubProvider.LastPath)],
            [
                .. Enumerable.Range(1, branches).Select(n => ("start", Step(n), (string?)null)),
                .. Enumerable.Range(1, branches).Select(n => (Step(n), "notify", (string?)null)),
            ]),
        PaymentBody,
        Calls: branches + 1);

    private static string Step(int number) => string.Create(CultureInfo.InvariantCulture, $"step{number}");

    private static string Workflow(string name, string[] nodes, (string Source, string Target, string? Handle)[] edges) => new JsonObject
    {
        ["name"] = name,
        ["nodes"] = new JsonArray([.. nodes.Select(n => JsonNode.Parse(n))]),
        ["edges"] = new JsonArray([.. edges.Select((e, index) => new JsonObject
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"e{index}"),
            ["source"] = e.Source,
            ["target"] = e.Target,
            ["sourceHandle"] = e.Handle,
        })]),
    }.ToJsonString();

    private static string Node(string id, string type, string data = "{}") => $$"""{"id":"{{id}}","type":"{{type}}","data":{{data}}}""";

    private static string Condition(string id, string condition) => Node(id, "conditional", new JsonObject { ["condition"] = condition }.ToJsonString());

    // Without a mapping a call is sent the whole context: the input and all outputs so far.
    private static string Call(string id, string path) =>
        Node(id, "executor", $$"""{"executorId":"http","providerConfigId":"{bank}","path":"{{path}}"}""");

    private static string SmallCall(string id, string path) => Node(
        id,
        "executor",
        $$$"""{"executorId":"http","providerConfigId":"{bank}","path":"{{{path}}}","body":{"amount":"${workflow.amount}"}}""");
}
