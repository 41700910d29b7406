using System.Text.Json;
using System.Text.RegularExpressions;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Workflows;

/// <summary>
/// Reads what an action node does. What is faulty (FLK-0142) is refused in a draft too; what is only unfinished (FLK-0143)
/// when the workflow is activated.
/// </summary>
internal sealed partial class ActionOptions(NodeOptions options)
{
    private const string Incomplete = "FLK-0143";

    private static readonly string[] Levels = ["debug", "info", "warning", "error"];

    public ActionStep Read() => options.Text("actionType") switch
    {
        "set_output" => SetOutput(),
        "transform" => Transform(),
        "log" => Log(),
        "fail" => Fail(),
        _ => new TraceStep(options.Data),
    };

    private ActionStep SetOutput()
    {
        if (options.Member("output") is not { ValueKind: JsonValueKind.Object } literal)
        {
            return Missing("output", "an object as its output");
        }

        return options.Template(literal, "output") is { } output ? new SetOutputStep(options.Data, output) : new TraceStep(options.Data);
    }

    private ActionStep Transform()
    {
        if (options.NodeId is "workflow" or "output")
        {
            return Missing("actionType", "another id: its value would hide what has this name in conditions");
        }

        var toldBefore = options.FindingCount;
        var value = options.Member("value") is { } literal ? options.Template(literal, "value") : null;
        var mapping = options.Transformation("inputMapping", "FLK-0140", "transforms");
        if (options.FindingCount > toldBefore)
        {
            return new TraceStep(options.Data);
        }

        return (value, mapping) switch
        {
            (null, null) => Missing("value", "a value, an inputMapping or transforms"),
            (not null, not null) => Missing("value", "either a value or a mapping, not both"),
            _ => new TransformStep(options.Data, value, mapping),
        };
    }

    private ActionStep Log()
    {
        // Clients of the reference send it: nothing is logged, and the data is what it leaves.
        if (options.Member("message") is null)
        {
            return new TraceStep(options.Data);
        }

        var level = options.Text("level") ?? "info";
        if (!Levels.Contains(level) || (options.Member("level") is { } given && given.ValueKind is not JsonValueKind.String))
        {
            return Missing("level", $"one of {string.Join(", ", Levels)} as its level");
        }

        return Message() is { } message ? new LogStep(options.Data, level, message) : new TraceStep(options.Data);
    }

    private ActionStep Fail()
    {
        var code = options.Text("code") ?? "";
        if (!Code().IsMatch(code) || code.StartsWith("FLK-", StringComparison.OrdinalIgnoreCase))
        {
            return Missing("code", "a code of letters, digits, '_', '-' and '.', at most 64, that begins with a letter and not with 'FLK-'");
        }

        return Message() is { } message ? new FailStep(options.Data, code, message) : new TraceStep(options.Data);
    }

    private Template? Message()
    {
        if (options.Member("message") is { ValueKind: JsonValueKind.String } message)
        {
            return options.Template(message, "message");
        }

        Missing("message", "a text as its message");
        return null;
    }

    private TraceStep Missing(string member, string what)
    {
        options.Unfinished(Incomplete, $"Node '{options.NodeId}' needs {what}.", member);
        return new TraceStep(options.Data);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
