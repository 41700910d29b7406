using System.Collections.Immutable;

namespace Flowker.Engine.Expressions;

/// <summary>
/// Reads a whole condition: OR binds weakest, then AND, then NOT, then the comparisons. Null means that the reader has the
/// error.
/// </summary>
internal sealed class ConditionParser(TokenReader reader, OperandParser operands)
{
    /// <summary>Parser and evaluator recurse only into parentheses and NOT; this bounds their stack.</summary>
    private const int MaxDepth = 64;

    private int _depth;

    public ConditionNode? Parse()
    {
        if (reader.Current.Kind is TokenKind.End)
        {
            reader.Fail(reader.Current, "the condition is empty");
            return null;
        }

        var root = ParseOr();
        if (root is not null && reader.Current.Kind is not TokenKind.End)
        {
            reader.FailExpecting("AND, OR or the end");
            return null;
        }

        return root;
    }

    private ConditionNode? ParseOr() => ParseJoined("or", ParseAnd, parts => new OrNode(parts));

    private ConditionNode? ParseAnd() => ParseJoined("and", ParseNot, parts => new AndNode(parts));

    private ConditionNode? ParseJoined(
        string keyword, Func<ConditionNode?> parsePart, Func<ImmutableArray<ConditionNode>, ConditionNode> join)
    {
        var parts = ImmutableArray.CreateBuilder<ConditionNode>();
        do
        {
            if (parsePart() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
        while (reader.TryTake(keyword));

        return parts.Count == 1 ? parts[0] : join(parts.ToImmutable());
    }

    private ConditionNode? ParseNot()
    {
        var token = reader.Current;
        if (!token.Is("not") && token.Kind is not TokenKind.OpenGroup)
        {
            return ParseComparison();
        }

        if (_depth == MaxDepth)
        {
            reader.Fail(token, $"parentheses and NOT nest deeper than {MaxDepth}");
            return null;
        }

        _depth++;
        reader.Take();
        var node = token.Kind is TokenKind.OpenGroup ? ParseGroup() : Negate(ParseNot());
        _depth--;
        return node;
    }

    private ConditionNode? ParseGroup()
    {
        var inner = ParseOr();
        if (inner is null)
        {
            return null;
        }

        if (!reader.TryTake(TokenKind.CloseGroup))
        {
            reader.FailExpecting("AND, OR or ')'");
            return null;
        }

        return RefuseFurtherOperator("what stands in parentheses is true or false and cannot be compared") ? null : inner;
    }

    private ConditionNode? ParseComparison()
    {
        // "exists" is a function before a parenthesis and a name elsewhere.
        if (!reader.Current.Is("exists"))
        {
            return ParseAfter(operands.Parse());
        }

        var word = reader.Take();
        return reader.TryTake(TokenKind.OpenGroup) ? ParseExists() : ParseAfter(operands.ParsePath(word));
    }

    private ExistsNode? ParseExists()
    {
        if (operands.ParsePath() is not { } path)
        {
            return null;
        }

        if (!reader.TryTake(TokenKind.CloseGroup))
        {
            reader.FailExpecting("')' after the path");
            return null;
        }

        return RefuseFurtherOperator("exists() is true or false and cannot be compared") ? null : new ExistsNode(path);
    }

    private ConditionNode? ParseAfter(Operand? left)
    {
        var node = left is null ? null : ParseOperator(left);
        return node is null || RefuseFurtherOperator("comparisons do not chain; join two of them by AND") ? null : node;
    }

    private ConditionNode? ParseOperator(Operand left)
    {
        var at = reader.Current;
        if (reader.TryTake(TokenKind.Operator))
        {
            return operands.Parse() is { } right ? new ComparisonNode(left, OperatorOf(at), right, at.Column) : null;
        }

        var negated = reader.TryTake("not");
        var membership = reader.Current;
        ConditionNode? node = null;
        if (reader.TryTake("in"))
        {
            node = ParseIn(left, membership.Column);
        }
        else if (reader.TryTake("contains"))
        {
            node = operands.Parse() is { } item ? new ContainsNode(left, item, false, membership.Column) : null;
        }
        else if (negated)
        {
            reader.FailExpecting("IN or CONTAINS after NOT");
        }
        else
        {
            return new TruthNode(left);
        }

        return negated ? Negate(node) : node;
    }

    private ConditionNode? ParseIn(Operand item, int column)
    {
        if (reader.Current.Kind is TokenKind.OpenBracket)
        {
            return operands.ParseList() is { } choices ? new AnyOfNode(item, choices) : null;
        }

        if (reader.Current.Kind is TokenKind.OpenGroup)
        {
            reader.FailExpecting("a list in brackets, as in [\"a\", \"b\"], or a path");
            return null;
        }

        return operands.Parse() is { } container ? new ContainsNode(item, container, true, column) : null;
    }

    private bool RefuseFurtherOperator(string message)
    {
        var token = reader.Current;
        if (token.Kind is not TokenKind.Operator && !token.Is("in") && !token.Is("contains"))
        {
            return false;
        }

        reader.Fail(token, message);
        return true;
    }

    private static NotNode? Negate(ConditionNode? node) => node is null ? null : new NotNode(node);

    private static ComparisonOperator OperatorOf(Token token) => token.Text switch
    {
        "==" => ComparisonOperator.Equal,
        "!=" => ComparisonOperator.NotEqual,
        "<" => ComparisonOperator.Less,
        "<=" => ComparisonOperator.LessOrEqual,
        ">" => ComparisonOperator.Greater,
        _ => ComparisonOperator.GreaterOrEqual,
    };
}
