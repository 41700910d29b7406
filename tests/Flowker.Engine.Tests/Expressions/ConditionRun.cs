using Flowker.Engine.Expressions;
using Flowker.Engine.Json;

namespace Flowker.Engine.Tests.Expressions;

/// <summary>Takes a condition from its text to its result, as a workflow does.</summary>
internal static class ConditionRun
{
    public static JsonScope Scope(string json) => JsonScope.FromObject(JsonText.Parse(json));

    public static ConditionResult Evaluate(string text, JsonScope scope)
    {
        var condition = Condition.TryParse(text, out var error);
        Assert.True(condition is not null, $"{text}: {error}");
        Assert.Null(error);
        return condition.Evaluate(scope);
    }

    public static bool IsTrue(string text, string json)
    {
        var result = Evaluate(text, Scope(json));
        Assert.Null(result.Error);
        return result.Value;
    }

    public static string EvaluationError(string text, string json)
    {
        var result = Evaluate(text, Scope(json));
        Assert.True(result.Failed, $"{text} is {result.Value}");
        Assert.False(result.Value);
        return result.Error!;
    }

    public static string ParseError(string? text)
    {
        Assert.Null(Condition.TryParse(text, out var error));
        Assert.NotNull(error);
        return error;
    }
}
