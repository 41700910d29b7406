using Flowker.Engine.Json;

namespace Flowker.Engine.Expressions;

/// <summary>
/// A condition, parsed once. Immutable and safe to share between threads.
/// Source: <c>spec/decisions.md</c>, "Conditions"; <c>spec/reference-engine.md</c>, 2.
/// </summary>
public sealed class Condition
{
    private readonly ConditionNode _root;

    private Condition(string text, ConditionNode root, IReadOnlyCollection<string> roots)
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
        var operands = new OperandParser(reader, text);
        var root = new ConditionParser(reader, operands).Parse();
        error = reader.Error;
        return root is null ? null : new Condition(text, root, operands.Roots);
    }

    /// <summary>Never throws: a missing field or an ordering of things that are no numbers is an error value.</summary>
    public ConditionResult Evaluate(JsonScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Evaluator.Evaluate(_root, scope);
    }
}
