using Flowker.Engine.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Expressions;

/// <summary>
/// A condition, parsed once. Immutable and safe to share between threads.
/// Source: <c>spec/decisions.md</c>, "Conditions"; <c>spec/reference-engine.md</c>, 2.
/// </summary>
public sealed class Condition
{
    /// <summary>Characters of a condition; what is longer is not to be read at all.</summary>
    public const int MaxLength = 10_000;

    private readonly ExpressionNode _root;

    private Condition(string text, ExpressionNode root, IReadOnlyCollection<string> roots)
    {
        Text = text;
        _root = root;
        Roots = roots;
    }

    /// <summary>The text as the author wrote it.</summary>
    public string Text { get; }

    /// <summary>
    /// The names of the scope that the condition reads, each once, in the order of their first use; those that only
    /// <c>exists</c> asks for are among them.
    /// </summary>
    public IReadOnlyCollection<string> Roots { get; }

    /// <summary>Null when <paramref name="text"/> is no condition; then <paramref name="error"/> says why and where.</summary>
    public static Condition? TryParse(string? text, out string? error)
    {
        text ??= "";
        var reader = new TokenReader(text);
        var parser = new ExpressionParser(reader, text);
        if (reader.Current.Kind is TokenKind.End)
        {
            reader.Fail(reader.Current, "the condition is empty");
        }

        var root = reader.Error is null ? parser.Parse() : null;
        if (root is not null && reader.Current.Kind is not TokenKind.End)
        {
            reader.FailExpecting("AND, OR or the end");
        }

        error = reader.Error;
        return error is null && root is not null ? new Condition(text, root, parser.Roots) : null;
    }

    /// <summary>Never throws: a missing field or an ordering of things that are no numbers is an error value.</summary>
    public ConditionResult Evaluate(JsonScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        try
        {
            return Evaluator.TryEvaluate(_root, scope, out var value, out var failure)
                ? new ConditionResult(value.IsTrue, null)
                : new ConditionResult(false, failure.Message);
        }
        catch (WorkExceededException failure)
        {
            return new ConditionResult(false, failure.Message);
        }
    }
}
