using System.Collections.Immutable;

namespace Flowker.Engine.Expressions;

/// <summary>
/// Reads an expression: OR binds weakest, then AND, then NOT, then the comparisons, then <c>+</c> and <c>-</c>, then
/// <c>*</c> and <c>/</c>. Null means that the reader has the error.
/// </summary>
internal sealed class ExpressionParser(TokenReader reader, string text)
{
    /// <summary>Parser and evaluator recurse only into parentheses, NOT and functions; this bounds their stack.</summary>
    private const int MaxDepth = 64;

    private readonly OperandParser _operands = new(reader, text);
    private int _depth;

    /// <summary>The first names of all paths read so far, each once.</summary>
    public IReadOnlyCollection<string> Roots => _operands.Roots;

    /// <summary>Up to what follows, which is left to the caller.</summary>
    public ExpressionNode? Parse() => ParseJoined("or", ParseAnd, parts => new OrNode(parts));

    private ExpressionNode? ParseAnd() => ParseJoined("and", ParseNot, parts => new AndNode(parts));

    private ExpressionNode? ParseJoined(
        string keyword, Func<ExpressionNode?> parsePart, Func<ImmutableArray<ExpressionNode>, ExpressionNode> join)
    {
        if (parsePart() is not { } first)
        {
            return null;
        }

        if (!reader.Current.Is(keyword))
        {
            return first;
        }

        var parts = ImmutableArray.CreateBuilder<ExpressionNode>();
        parts.Add(first);
        while (reader.TryTake(keyword))
        {
            if (parsePart() is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return join(parts.ToImmutable());
    }

    private ExpressionNode? ParseNot()
    {
        var token = reader.Current;
        if (!token.Is("not"))
        {
            return ParseComparison();
        }

        return Nested(token, () =>
        {
            reader.Take();
            return Negate(ParseNot());
        });
    }

    private ExpressionNode? ParseComparison()
    {
        var node = ParseSum() is { } left ? ParseOperator(left) : null;
        var token = reader.Current;
        if (node is not null && (token.Kind is TokenKind.Operator || token.Is("in") || token.Is("contains")))
        {
            reader.Fail(token, "comparisons do not chain; join two of them by AND");
            return null;
        }

        return node;
    }

    private ExpressionNode? ParseOperator(ExpressionNode left)
    {
        var at = reader.Current;
        if (reader.TryTake(TokenKind.Operator))
        {
            return ParseSum() is { } right ? new ComparisonNode(left, OperatorOf(at), right, at.Column) : null;
        }

        var negated = reader.TryTake("not");
        var membership = reader.Current;
        ExpressionNode? node = null;
        if (reader.TryTake("in"))
        {
            node = ParseIn(left, membership.Column);
        }
        else if (reader.TryTake("contains"))
        {
            node = ParseSum() is { } item ? new ContainsNode(left, item, false, membership.Column) : null;
        }
        else if (negated)
        {
            reader.FailExpecting("IN or CONTAINS after NOT");
        }
        else
        {
            return left;
        }

        return negated ? Negate(node) : node;
    }

    private ExpressionNode? ParseIn(ExpressionNode item, int column)
    {
        if (reader.TryTake(TokenKind.OpenBracket))
        {
            return ParseItems(TokenKind.CloseBracket, "',' or ']' in the list") is { } choices ? new AnyOfNode(item, choices) : null;
        }

        if (reader.Current.Kind is TokenKind.OpenGroup)
        {
            reader.FailExpecting("a list in brackets, as in [\"a\", \"b\"], or a path");
            return null;
        }

        return ParseSum() is { } container ? new ContainsNode(item, container, true, column) : null;
    }

    private ExpressionNode? ParseSum() => ParseChain("+-", ParseProduct);

    private ExpressionNode? ParseProduct() => ParseChain("*/", ParsePrimary);

    private ExpressionNode? ParseChain(string operators, Func<ExpressionNode?> parseOperand)
    {
        var first = parseOperand();
        if (first is null || !IsNext(operators))
        {
            return first;
        }

        var rest = ImmutableArray.CreateBuilder<ArithmeticTerm>();
        while (IsNext(operators))
        {
            var token = reader.Take();
            if (parseOperand() is not { } operand)
            {
                return null;
            }

            rest.Add(new ArithmeticTerm(token.Text[0], operand, token.Column));
        }

        return new ArithmeticNode(first, rest.ToImmutable());
    }

    private bool IsNext(string operators) =>
        reader.Current.Kind is TokenKind.Arithmetic && operators.Contains(reader.Current.Text[0], StringComparison.Ordinal);

    private ExpressionNode? ParsePrimary()
    {
        var token = reader.Current;
        if (token.Kind is TokenKind.OpenGroup)
        {
            return Nested(token, ParseGroup);
        }

        if (token.Kind is not TokenKind.Word || OperandParser.IsReserved(token))
        {
            return _operands.Parse();
        }

        // A function before a parenthesis; a name elsewhere.
        reader.Take();
        return reader.Current.Kind is TokenKind.OpenGroup
            ? Nested(token, () => ParseCall(token))
            : _operands.ParsePath(token) is { } path ? new FieldNode(path) : null;
    }

    private ExpressionNode? ParseGroup()
    {
        reader.Take();
        var inner = Parse();
        if (inner is null || reader.TryTake(TokenKind.CloseGroup))
        {
            return inner;
        }

        reader.FailExpecting("AND, OR or ')'");
        return null;
    }

    private ExpressionNode? ParseCall(Token name)
    {
        reader.Take();
        if (name.Is("exists"))
        {
            return ParseExists();
        }

        var function = Function.Find(name.Text);
        if (function is null && !name.Is("coalesce"))
        {
            reader.Fail(name, $"there is no function {name.Description}; there are exists, coalesce, {Function.Names}");
            return null;
        }

        if (ParseItems(TokenKind.CloseGroup, "',' or ')'") is not { } arguments)
        {
            return null;
        }

        if (function is null)
        {
            return new CoalesceNode(arguments);
        }

        if (arguments.Length < function.Least || arguments.Length > function.Most)
        {
            reader.Fail(name, $"{function.Name} takes {function.Takes}");
            return null;
        }

        return new CallNode(function, arguments, name.Column);
    }

    private ExistsNode? ParseExists()
    {
        if (_operands.ParsePath() is not { } path)
        {
            return null;
        }

        if (reader.TryTake(TokenKind.CloseGroup))
        {
            return new ExistsNode(path);
        }

        reader.FailExpecting("')' after the path");
        return null;
    }

    /// <summary>What stands between commas, up to the closing sign; the opening one is taken.</summary>
    private ImmutableArray<ExpressionNode>? ParseItems(TokenKind close, string expected)
    {
        var items = ImmutableArray.CreateBuilder<ExpressionNode>();
        if (reader.TryTake(close))
        {
            return items.ToImmutable();
        }

        do
        {
            if (ParseSum() is not { } item)
            {
                return null;
            }

            items.Add(item);
        }
        while (reader.TryTake(TokenKind.Comma));

        if (reader.TryTake(close))
        {
            return items.ToImmutable();
        }

        reader.FailExpecting(expected);
        return null;
    }

    private ExpressionNode? Nested(Token at, Func<ExpressionNode?> parse)
    {
        if (_depth == MaxDepth)
        {
            reader.Fail(at, $"parentheses and NOT nest deeper than {MaxDepth}");
            return null;
        }

        _depth++;
        var node = parse();
        _depth--;
        return node;
    }

    private static NotNode? Negate(ExpressionNode? node) => node is null ? null : new NotNode(node);

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
