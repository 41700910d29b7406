using System.Collections.Immutable;
using System.Globalization;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Expressions;

/// <summary>Reads literals and paths; null means that the reader has the error.</summary>
internal sealed class OperandParser(TokenReader reader, string text)
{
    private static readonly string[] Reserved = ["and", "or", "not", "in", "contains", "true", "false", "null"];

    private readonly List<string> _roots = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The first names of all paths read so far, each once.</summary>
    public IReadOnlyCollection<string> Roots => _roots;

    public static bool IsReserved(Token token) => Reserved.Any(token.Is);

    public ExpressionNode? Parse()
    {
        var token = reader.Current;
        if (token.Kind is TokenKind.Number)
        {
            return new LiteralNode(Value.OfNumber(reader.Take().Text));
        }

        if (token.Kind is TokenKind.Text)
        {
            return new LiteralNode(Value.OfText(reader.Take().Text));
        }

        if (reader.TryTake("true") || reader.TryTake("false"))
        {
            return new LiteralNode(Value.OfBoolean(token.Is("true")));
        }

        if (reader.TryTake("null"))
        {
            return new LiteralNode(Value.Null);
        }

        return ParsePath() is { } path ? new FieldNode(path) : null;
    }

    public FieldPath? ParsePath()
    {
        if (reader.Current.Kind is not (TokenKind.Word or TokenKind.OpenBracket) || IsReserved(reader.Current))
        {
            reader.FailExpecting("a value");
            return null;
        }

        return ParsePath(reader.Current.Kind is TokenKind.Word ? reader.Take() : null);
    }

    /// <summary>A path whose first word, if it has one, is already taken.</summary>
    public FieldPath? ParsePath(Token? word)
    {
        var start = word?.Start ?? reader.Current.Start;
        var steps = ImmutableArray.CreateBuilder<PathStep>();
        if (word is { } names && !TryAddNames(names, names.Text, start, steps))
        {
            return null;
        }

        while (reader.Current.Kind is TokenKind.OpenBracket)
        {
            if (!TryAddBracket(start, steps))
            {
                return null;
            }

            var end = start + steps[^1].End;
            if (reader.Current is { Kind: TokenKind.Word, Text: ['.', ..] } dotted && dotted.Start == end)
            {
                reader.Take();
                if (!TryAddNames(dotted, dotted.Text[1..], start, steps))
                {
                    return null;
                }
            }
        }

        if (steps.Count > FieldPath.MaxSteps)
        {
            reader.Fail(word ?? reader.Current, $"a path has at most {FieldPath.MaxSteps} steps");
            return null;
        }

        var path = new FieldPath(text.Substring(start, steps[^1].End), start + 1, steps.ToImmutable());
        if (_known.Add(path.Root))
        {
            _roots.Add(path.Root);
        }

        return path;
    }

    private bool TryAddNames(Token token, string names, int start, ImmutableArray<PathStep>.Builder steps)
    {
        var end = token.End - names.Length - start;
        foreach (var name in names.Split('.'))
        {
            if (name.Length == 0)
            {
                reader.Fail(token, $"a name is missing beside a dot of {token.Description}");
                return false;
            }

            end += name.Length;
            steps.Add(new PathStep(StepKind.Name, name, 0, end));
            end++;
        }

        return true;
    }

    private bool TryAddBracket(int start, ImmutableArray<PathStep>.Builder steps)
    {
        reader.Take();
        var key = reader.Take();
        var index = 0;
        var kind = key.Kind switch
        {
            TokenKind.Text => StepKind.Name,
            TokenKind.Arithmetic when key.Text == "*" && steps.Count > 0 => StepKind.All,
            TokenKind.Number when steps.Count > 0 && int.TryParse(key.Text, NumberStyles.None, CultureInfo.InvariantCulture, out index) =>
                StepKind.Element,
            _ => (StepKind?)null,
        };
        if (kind is null)
        {
            reader.Fail(key, steps.Count > 0
                ? "an index is a whole number from 0, * for all, or a name in quotes"
                : "a value in brackets is a name in quotes; a list stands only after IN");
            return false;
        }

        var close = reader.Current;
        if (!reader.TryTake(TokenKind.CloseBracket))
        {
            reader.FailExpecting("']'");
            return false;
        }

        steps.Add(new PathStep(kind.Value, kind is StepKind.Name ? key.Text : null, index, close.End - start));
        return true;
    }
}
