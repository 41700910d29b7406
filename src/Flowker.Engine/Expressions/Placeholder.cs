using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Expressions;

/// <summary>The expression in a <c>${…}</c>, parsed once. Immutable and safe to share between threads.</summary>
internal sealed class Placeholder
{
    private const int MaxLength = 4_000;

    private readonly ExpressionNode _root;

    private Placeholder(ExpressionNode root, IReadOnlyCollection<string> roots)
    {
        _root = root;
        Roots = roots;
    }

    /// <summary>The names of the scope that it reads, each once.</summary>
    public IReadOnlyCollection<string> Roots { get; }

    /// <summary>The path, when it is nothing but one: such a placeholder may stand for something that is not there.</summary>
    public FieldPath? Path => (_root as FieldNode)?.Path;

    /// <summary>
    /// Reads the expression that begins at <paramref name="start"/>, up to its closing brace; <paramref name="end"/> is behind
    /// that. Null with an error when it is faulty.
    /// </summary>
    public static Placeholder? TryParse(string text, int start, out int end, out string? error)
    {
        // Cut before it is read: what is too long costs no more than what is just short enough.
        var cut = Math.Min(text.Length, start + MaxLength);
        // Not between the halves of a surrogate pair, which are one sign.
        cut -= cut < text.Length && char.IsHighSurrogate(text[cut - 1]) ? 1 : 0;
        var reader = new TokenReader(text, start, cut);
        var parser = new ExpressionParser(reader, text);
        var root = parser.Parse();
        end = reader.Current.End;
        var closed = root is not null && reader.Current.Kind is TokenKind.CloseBrace;
        if (!closed && end == cut && cut < text.Length)
        {
            error = $"column {start + 1}: a placeholder holds at most {MaxLength} characters";
            return null;
        }

        if (root is not null && !closed)
        {
            reader.FailExpecting("the closing brace of the placeholder");
        }

        error = reader.Error;
        return error is null && root is not null ? new Placeholder(root, parser.Roots) : null;
    }

    public bool TryEvaluate(JsonScope scope, out Value value, out string? error)
    {
        var evaluated = Evaluator.TryEvaluate(_root, scope, out value, out var failure);
        error = evaluated ? null : failure.Message;
        return evaluated;
    }
}
