using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Expressions;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Workflows;

/// <summary>Reads from a node's <c>data</c> what the engine itself obeys; what is faulty becomes a finding.</summary>
internal sealed class NodeOptions(NodeDefinition node, int index, DefinitionReading reading, List<Finding> findings)
{
    private const string TransformationCode = "FLK-0142";

    private static readonly JsonElement EmptyObject = JsonText.Parse("{}");

    /// <summary>The members of an executor's data whose strings may hold placeholders.</summary>
    public static string[] Templated { get; } = ["url", "path", "endpointName", "query", "headers", "body"];

    public string NodeId => node.Id;

    public JsonElement Data { get; } = node.Data is not { ValueKind: JsonValueKind.Object } data ? EmptyObject
        : reading is DefinitionReading.First && DefinitionReadings.HasNullBody(node, data) ? DefinitionReadings.WithoutBody(data)
        : data;

    public int FindingCount => findings.Count;

    public Condition? Condition()
    {
        if (Text("condition") is not { } text || string.IsNullOrWhiteSpace(text))
        {
            Unfinished("FLK-0105", $"The conditional node '{node.Id}' has no condition.", "condition");
            return null;
        }

        if (text.Length > Expressions.Condition.MaxLength)
        {
            Unfinished("FLK-0105", $"The condition of node '{node.Id}' is longer than {Expressions.Condition.MaxLength} characters.", "condition");
            return null;
        }

        var condition = Expressions.Condition.TryParse(text, out var error);
        if (error is not null)
        {
            Unfinished("FLK-0105", $"The condition of node '{node.Id}' cannot be read: {error}", "condition");
        }

        return condition;
    }

    public ExecutorStep Executor()
    {
        CheckTemplates();
        return new ExecutorStep
        {
            ExecutorId = Text("executorId") ?? "",
            ProviderConfigId = Guid.TryParse(Text("providerConfigId"), out var id) ? id : Guid.Empty,
            Input = Transformation("inputMapping", "FLK-0140", "transforms"),
            Output = Transformation("outputMapping", "FLK-0141", "outputTransforms"),
            Retry = Retry(),
            Timeout = Number("timeout", 1, 300) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            FailOnUnknownOutcome = FailOnUnknownOutcome(),
            FailWhenBroken = Text("whenHeld") is "fail",
            Data = Data,
        };
    }

    public ActionStep Action() => new ActionOptions(this).Read();

    /// <summary>
    /// From the mapping of this name, else from the operations. Both are read, so that a fault in the one that is not used is
    /// found too; the mapping wins.
    /// </summary>
    public Transformation? Transformation(string mappingName, string mappingCode, string operationsName)
    {
        var mapping = Parsed(Mapping.Transformation.FromMappings(Member(mappingName), out var error, reading), error, mappingCode, mappingName);
        var operations = Parsed(Mapping.Transformation.FromOperations(Member(operationsName), out error), error, TransformationCode, operationsName);
        return mapping ?? operations;
    }

    public Template? Template(JsonElement literal, string member) =>
        Parsed(Mapping.Template.TryParse(literal, out var error), error, TransformationCode, member);

    // The executor fills them in; that they can be read is known here.
    private void CheckTemplates()
    {
        foreach (var member in Templated)
        {
            if (Member(member) is { } literal)
            {
                Template(literal, member);
            }
        }
    }

    private T? Parsed<T>(T? value, string? error, string code, string member)
        where T : class
    {
        if (error is not null)
        {
            Add(code, $"Node '{node.Id}', {member}: {error}", member);
        }

        return value;
    }

    private bool FailOnUnknownOutcome()
    {
        switch (Member("onUnknownOutcome"))
        {
            case null:
                return false;
            case { ValueKind: JsonValueKind.String } text when text.ValueEquals("retry"):
                return false;
            case { ValueKind: JsonValueKind.String } text when text.ValueEquals("fail"):
                return true;
            default:
                Add("FLK-0302", $"Node '{node.Id}': onUnknownOutcome must be 'retry' or 'fail'.", "onUnknownOutcome");
                return false;
        }
    }

    private RetryPolicy Retry()
    {
        if (Member("retry") is not { } retry)
        {
            return RetryPolicy.Default;
        }

        if (retry.ValueKind is not JsonValueKind.Object)
        {
            Add("FLK-0302", $"Node '{node.Id}': retry must be an object.", "retry");
            return RetryPolicy.Default;
        }

        const double day = 86_400_000;
        var preset = RetryPolicy.Default;
        var initial = Number("retry.initialIntervalMs", 0, day, retry) ?? preset.InitialInterval.TotalMilliseconds;
        return new RetryPolicy
        {
            MaxAttempts = (int)(Number("retry.maxAttempts", 1, 100, retry) ?? preset.MaxAttempts),
            InitialInterval = TimeSpan.FromMilliseconds(initial),
            BackoffCoefficient = Number("retry.backoffCoefficient", 1, 100, retry) ?? preset.BackoffCoefficient,
            MaxInterval = TimeSpan.FromMilliseconds(
                Number("retry.maxIntervalMs", 0, day, retry) ?? Math.Max(initial, preset.MaxInterval.TotalMilliseconds)),
            Jitter = Number("retry.jitter", 0, 1, retry) ?? preset.Jitter,
            RetryOnStatuses = Statuses(retry),
        };
    }

    private ImmutableArray<int>? Statuses(JsonElement retry)
    {
        if (Member("retryOnStatuses", retry) is not { } statuses)
        {
            return null;
        }

        if (statuses.ValueKind is JsonValueKind.Array
            && statuses.EnumerateArray().All(s => s.ValueKind is JsonValueKind.Number && s.TryGetInt32(out var n) && n is >= 100 and <= 599))
        {
            return [.. statuses.EnumerateArray().Select(s => s.GetInt32())];
        }

        Add("FLK-0302", $"Node '{node.Id}': retry.retryOnStatuses must list HTTP statuses.", "retry.retryOnStatuses");
        return null;
    }

    private double? Number(string path, double least, double most, JsonElement? within = null)
    {
        if (Member(path[(path.LastIndexOf('.') + 1)..], within) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Add("FLK-0302", FormattableString.Invariant($"Node '{node.Id}': {path} must be a number from {least} to {most}."), path);
        return null;
    }

    public string? Text(string name) =>
        Member(name) is { ValueKind: JsonValueKind.String } text && JsonStrings.TryGet(text, out var value) ? value : null;

    public JsonElement? Member(string name, JsonElement? within = null) =>
        (within ?? Data).TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    public void Add(string code, string message, string member) =>
        findings.Add(new Finding(code, message, $"nodes[{index}].data.{member}", node.Id));

    /// <summary>What a draft may have.</summary>
    public void Unfinished(string code, string message, string member) =>
        findings.Add(new Finding(code, message, $"nodes[{index}].data.{member}", node.Id) { Phase = FindingPhase.Activation });
}
