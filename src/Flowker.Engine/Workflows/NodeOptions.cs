using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Expressions;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Workflows;

/// <summary>Reads from a node's <c>data</c> what the engine itself obeys; what is faulty becomes a finding.</summary>
internal sealed class NodeOptions(NodeDefinition node, int index, List<Finding> findings)
{
    private static readonly JsonElement EmptyObject = JsonText.Parse("{}");

    private readonly JsonElement _data = node.Data is { ValueKind: JsonValueKind.Object } data ? data : EmptyObject;

    public Condition? Condition()
    {
        if (Text("condition") is not { } text || string.IsNullOrWhiteSpace(text))
        {
            Add("FLK-0105", $"The conditional node '{node.Id}' has no condition.", "condition");
            return null;
        }

        var condition = Expressions.Condition.TryParse(text, out var error);
        if (error is not null)
        {
            Add("FLK-0105", $"The condition of node '{node.Id}' cannot be read: {error}", "condition");
        }

        return condition;
    }

    public ExecutorStep Executor() => new()
    {
        ExecutorId = Text("executorId") ?? "",
        ProviderConfigId = Guid.TryParse(Text("providerConfigId"), out var id) ? id : Guid.Empty,
        Input = Input(),
        Output = Parsed(Transformation.FromMappings(Member("outputMapping"), out var error), error, "FLK-0141", "outputMapping"),
        Retry = Retry(),
        Timeout = Number("timeout", 1, 300) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        FailOnUnknownOutcome = FailOnUnknownOutcome(),
        Data = _data,
    };

    public ActionStep Action()
    {
        Template? output = null;
        if (Text("actionType") == "set_output" && Member("output") is { ValueKind: JsonValueKind.Object } literal)
        {
            output = Parsed(Template.TryParse(literal, out var error), error, "FLK-0142", "output");
        }

        return new ActionStep { Output = output, Data = _data };
    }

    // Both are read, so that a fault in the one that is not used is found too; the mapping wins.
    private Transformation? Input()
    {
        var mapping = Parsed(Transformation.FromMappings(Member("inputMapping"), out var error), error, "FLK-0140", "inputMapping");
        var operations = Parsed(Transformation.FromOperations(Member("transforms"), out error), error, "FLK-0142", "transforms");
        return mapping ?? operations;
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

    private ImmutableArray<int> Statuses(JsonElement retry)
    {
        if (Member("retryOnStatuses", retry) is not { } statuses)
        {
            return [];
        }

        if (statuses.ValueKind is JsonValueKind.Array
            && statuses.EnumerateArray().All(s => s.ValueKind is JsonValueKind.Number && s.TryGetInt32(out var n) && n is >= 100 and <= 599))
        {
            return [.. statuses.EnumerateArray().Select(s => s.GetInt32())];
        }

        Add("FLK-0302", $"Node '{node.Id}': retry.retryOnStatuses must list HTTP statuses.", "retry.retryOnStatuses");
        return [];
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

    private string? Text(string name) =>
        Member(name) is { ValueKind: JsonValueKind.String } text && JsonStrings.TryGet(text, out var value) ? value : null;

    private JsonElement? Member(string name, JsonElement? within = null) =>
        (within ?? _data).TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private void Add(string code, string message, string member) =>
        findings.Add(new Finding(code, message, $"nodes[{index}].data.{member}", node.Id));
}
