using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Expressions;

/// <summary>The expression in a <c>${…}</c>, parsed once. Immutable and safe to share between threads.</summary>
internal sealed class Placeholder
{
    private const int MaxLength = 4_000;

    private readonly ExpressionNode _root;

    private Placeholder(ExpressionNode root) => _root = root;

    /// <summary>The path, when it is nothing but one: such a placeholder may stand for something that is not there.</summary>
    public FieldPath? Path => (_root as FieldNode)?.Path;

    /// <summary>
    /// Reads the expression that begins at <paramref name="start"/>, up to its closing brace; <paramref name="end"/> is behind
    /// that. Null with an error when it is faulty.
    /// </summary>
    public static Placeholder? TryParse(string text, int start, out int end, out string? error)
    {
        var reader = new TokenReader(text, start);
        var root = new ExpressionParser(reader, text).Parse();
        end = reader.Current.End;
        if (root is not null && reader.Current.Kind is not TokenKind.CloseBrace)
        {
            reader.FailExpecting("the closing brace of the placeholder");
        }
        else if (root is not null && end - start > MaxLength)
        {
            reader.Fail(reader.Current, $"a placeholder holds at most {MaxLength} characters");
        }

        error = reader.Error;
        return error is null && root is not null ? new Placeholder(root) : null;
    }

    public bool TryEvaluate(JsonScope scope, out Value value, out string? error)
    {
        var evaluated = Evaluator.TryEvaluate(_root, scope, out value, out var failure);
        error = evaluated ? null : failure.Message;
        return evaluated;
    }
}
