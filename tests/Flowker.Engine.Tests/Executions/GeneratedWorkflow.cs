using System.Globalization;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Executions;

/// <summary>A workflow drawn by chance, and providers whose answers depend on nothing but node and attempt.</summary>
internal sealed class GeneratedWorkflow
{
    private static readonly string[] Conditions =
    [
        "workflow.a > 5", "workflow.a <= 5", "workflow.b == \"x\"", "NOT workflow.c", "workflow.c OR workflow.a > 2",
    ];

    private static readonly string[] Executors =
    [
        """{"executorId":"http","onUnknownOutcome":"retry","retry":{"jitter":0.5}}""",
        """{"executorId":"http","transforms":[{"operation":"uuid","spec":{"id":{"version":4}}}],"outputTransforms":[{"operation":"uuid","spec":{"id":{"version":4}}}]}""",
        """{"executorId":"http","inputMapping":[{"source":"$","target":"all"},{"source":"${workflow.a} of ${workflow.b}","target":"text"}],"outputMapping":[{"source":"body","target":"body"}]}""",
    ];

    private readonly Random _random;
    private readonly Dictionary<string, Behaviour> _behaviours = new(StringComparer.Ordinal);

    private GeneratedWorkflow(int seed, bool mayFail)
    {
        Seed = seed;
        _random = new Random(seed);
        Definition = Draw(mayFail);
        Input = JsonText.Parse(FormattableString.Invariant(
            $$"""{"a":{{_random.Next(10)}},"b":"{{(_random.Next(2) == 0 ? "x" : "y")}}","c":{{(_random.Next(2) == 0 ? "true" : "false")}},"n":12345678901234567890.10}"""));
        var (plan, findings) = PlanCompiler.Compile(Definition);
        Plan = plan ?? throw new InvalidOperationException(string.Join("; ", findings));
    }

    public int Seed { get; }

    public WorkflowDefinition Definition { get; }

    public WorkflowPlan Plan { get; }

    public System.Text.Json.JsonElement Input { get; }

    public static GeneratedWorkflow Make(int seed, bool mayFail) => new(seed, mayFail);

    public CallResult Answer(string nodeId, int attempt)
    {
        var behaviour = _behaviours[nodeId];
        if (attempt <= behaviour.Failures)
        {
            return behaviour.Failure with { Message = "as drawn" };
        }

        return new CallResult
        {
            Outcome = CallOutcome.Success,
            StatusCode = 200,
            Response = JsonText.Parse(FormattableString.Invariant($$$"""{"status":200,"body":{"node":"{{{nodeId}}}","attempt":{{{attempt}}}}}""")),
        };
    }

    private WorkflowDefinition Draw(bool mayFail)
    {
        var count = _random.Next(2, 12);
        List<NodeDefinition> nodes = [Node("t", NodeTypes.Trigger, "{}")];
        List<EdgeDefinition> edges = [];
        for (var i = 1; i < count; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"n{i}");
            nodes.Add(DrawNode(id, mayFail));
            foreach (var source in Enumerable.Range(0, i).OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).ToArray())
            {
                edges.Add(DrawEdge(edges.Count, nodes[source], id));
            }
        }

        // The author's order need not be the order of the graph.
        return new WorkflowDefinition
        {
            Name = "generated",
            Nodes = [.. nodes.OrderBy(_ => _random.Next())],
            Edges = [.. edges.OrderBy(_ => _random.Next())],
        };
    }

    private NodeDefinition DrawNode(string id, bool mayFail)
    {
        switch (_random.Next(6))
        {
            case 0:
                return Node(id, NodeTypes.Conditional, $$"""{"condition":{{Quote(Pick(Conditions))}}}""");
            case 1:
                return Node(id, NodeTypes.Action, $$$"""{"actionType":"set_output","output":{"by":"{{{id}}}","n":"${workflow.n}"}}""");
            case 2:
                return Node(id, NodeTypes.Action, DrawAction(mayFail));
            default:
                _behaviours[id] = DrawBehaviour(mayFail);
                return Node(id, NodeTypes.Executor, Pick(Executors));
        }
    }

    private string DrawAction(bool mayFail) => _random.Next(mayFail ? 4 : 3) switch
    {
        0 => """{"actionType":"log","message":"a is ${workflow.a}, ${workflow.gone}"}""",
        1 => """{"actionType":"transform","value":{"double":"${workflow.a * 2}","n":"${workflow.n}"}}""",
        2 => """{"actionType":"transform","transforms":[{"operation":"uuid","spec":{"workflow.id":{"version":4}}}]}""",
        _ => """{"actionType":"fail","code":"STOP","message":"a is ${workflow.a}"}""",
    };

    private Behaviour DrawBehaviour(bool mayFail) => _random.Next(mayFail ? 6 : 4) switch
    {
        0 => new Behaviour(1, new CallResult { Outcome = CallOutcome.Failed, StatusCode = 503 }),
        1 => new Behaviour(3, new CallResult { Outcome = CallOutcome.Unknown }),
        4 => new Behaviour(99, new CallResult { Outcome = CallOutcome.Rejected, StatusCode = 422 }),
        5 => new Behaviour(99, new CallResult { Outcome = CallOutcome.Failed, Transient = true }),
        _ => new Behaviour(0, new CallResult { Outcome = CallOutcome.Success }),
    };

    private EdgeDefinition DrawEdge(int number, NodeDefinition source, string target) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"e{number}"),
        Source = source.Id,
        Target = target,
        SourceHandle = source.Type switch
        {
            NodeTypes.Conditional => _random.Next(2) == 0 ? "true" : "false",
            NodeTypes.Executor when _random.Next(4) == 0 => "error",
            _ => null,
        },
        Condition = _random.Next(4) == 0 ? Pick(Conditions) : null,
    };

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static NodeDefinition Node(string id, string type, string data) =>
        new() { Id = id, Type = type, Data = JsonText.Parse(data) };

    private sealed record Behaviour(int Failures, CallResult Failure);
}
