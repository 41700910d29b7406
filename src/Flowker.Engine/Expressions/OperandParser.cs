using System.Collections.Immutable;
using System.Globalization;

namespace Flowker.Engine.Expressions;

/// <summary>Reads literals, paths and lists; null means that the reader has the error.</summary>
internal sealed class OperandParser(TokenReader reader, string text)
{
    private static readonly string[] Reserved = ["and", "or", "not", "in", "contains", "true", "false", "null"];

    private readonly List<string> _roots = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The first names of all paths read so far, each once.</summary>
    public IReadOnlyCollection<string> Roots => _roots;

    public Operand? Parse()
    {
        var token = reader.Current;
        if (token.Kind is TokenKind.Number)
        {
            return new Literal(Value.OfNumber(reader.Take().Text));
        }

        if (token.Kind is TokenKind.Text)
        {
            return new Literal(Value.OfText(reader.Take().Text));
        }

        if (reader.TryTake("true") || reader.TryTake("false"))
        {
            return new Literal(Value.OfBoolean(token.Is("true")));
        }

        return reader.TryTake("null") ? new Literal(Value.Null) : ParsePath();
    }

    public FieldPath? ParsePath()
    {
        if (reader.Current.Kind is not (TokenKind.Word or TokenKind.OpenBracket) || Reserved.Any(reader.Current.Is))
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
            if (!TryAddIndex(start, steps))
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

        var path = new FieldPath(text.Substring(start, steps[^1].End), start + 1, steps.ToImmutable());
        if (_known.Add(path.Root))
        {
            _roots.Add(path.Root);
        }

        return path;
    }

    public ImmutableArray<Operand>? ParseList()
    {
        var items = ImmutableArray.CreateBuilder<Operand>();
        reader.Take();
        if (reader.TryTake(TokenKind.CloseBracket))
        {
            return items.ToImmutable();
        }

        do
        {
            if (Parse() is not { } item)
            {
                return null;
            }

            items.Add(item);
        }
        while (reader.TryTake(TokenKind.Comma));

        if (!reader.TryTake(TokenKind.CloseBracket))
        {
            reader.FailExpecting("',' or ']' in the list");
            return null;
        }

        return items.ToImmutable();
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
            steps.Add(new PathStep(name, 0, end));
            end++;
        }

        return true;
    }

    private bool TryAddIndex(int start, ImmutableArray<PathStep>.Builder steps)
    {
        reader.Take();
        var key = reader.Take();
        var index = 0;
        var isIndex = key.Kind is TokenKind.Number && steps.Count > 0
            && int.TryParse(key.Text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
        if (!isIndex && key.Kind is not TokenKind.Text)
        {
            reader.Fail(key, steps.Count > 0
                ? "an index is a whole number from 0, or a name in quotes"
                : "a value in brackets is a name in quotes; a list stands only after IN");
            return false;
        }

        var close = reader.Current;
        if (!reader.TryTake(TokenKind.CloseBracket))
        {
            reader.FailExpecting("']'");
            return false;
        }

        steps.Add(new PathStep(isIndex ? null : key.Text, index, close.End - start));
        return true;
    }
}
