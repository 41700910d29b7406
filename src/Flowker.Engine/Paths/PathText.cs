using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Flowker.Engine.Paths;

/// <summary>
/// Reads a text that is a path as a whole, as mappings hold them: there, names may hold anything but dots and brackets.
/// Source: <c>spec/reference-engine.md</c>, 3.4; where the reference breaks down (empty segments, boundless indexes) this
/// refuses.
/// </summary>
internal sealed class PathText
{
    /// <summary>No list grows beyond this by being written to.</summary>
    public const int MaxTargetIndex = 9_999;

    private readonly string _text;
    private readonly ImmutableArray<PathStep>.Builder _steps = ImmutableArray.CreateBuilder<PathStep>();
    private int _at;

    private PathText(string text) => _text = text;

    /// <summary>A path to read from: without <c>[+]</c> and <c>[-]</c>, which as a source hold nothing, it says so.</summary>
    public static FieldPath? TryParse(string text, out string? error)
    {
        var reading = new PathText(text);
        error = reading.Read();
        if (error is null)
        {
            return new FieldPath(text, 1, reading._steps.ToImmutable());
        }

        error = $"path '{FieldPath.Cut(text)}': {error}";
        return null;
    }

    /// <summary>A path to write to; its indexes are bounded.</summary>
    public static FieldPath? TryParseTarget(string text, out string? error)
    {
        if (TryParse(text, out error) is not { } path)
        {
            return null;
        }

        if (path.Steps.Any(s => s.Index > MaxTargetIndex))
        {
            error = $"path '{path.Shown}': an index is *, +, - or a number up to {MaxTargetIndex}";
            return null;
        }

        return path;
    }

    private string? Read()
    {
        do
        {
            // "a.[0]" is "a[0]".
            var bracket = _at < _text.Length && _text[_at] == '[';
            if (!bracket && ReadName() is { } fault)
            {
                return fault;
            }

            while (_at < _text.Length && _text[_at] == '[' && _steps.Count <= FieldPath.MaxSteps)
            {
                if (ReadBracket() is { } wrong)
                {
                    return wrong;
                }
            }

            // Judged on the way: a text of a megabyte would make a million steps first.
            if (_steps.Count > FieldPath.MaxSteps)
            {
                return $"more than {FieldPath.MaxSteps} steps";
            }

            if (_at < _text.Length && _text[_at] != '.')
            {
                return "after a bracket comes a dot, another bracket or the end";
            }
        }
        while (_at++ < _text.Length);

        return null;
    }

    private string? ReadName()
    {
        var length = _text.AsSpan(_at).IndexOfAny('.', '[');
        var end = length < 0 ? _text.Length : _at + length;
        if (end == _at)
        {
            return "a segment is empty";
        }

        Add(StepKind.Name, _text[_at..end], 0, end);
        return null;
    }

    private string? ReadBracket()
    {
        var inside = _at + 1;
        if (inside < _text.Length && _text[inside] is '"' or '\'')
        {
            return ReadQuoted(inside);
        }

        var close = _text.IndexOf(']', inside);
        if (close < 0)
        {
            return "a bracket is not closed";
        }

        var content = _text.AsSpan(inside, close - inside).Trim();
        if (_steps.Count == 0)
        {
            return "it begins with a name";
        }

        switch (content)
        {
            case "*":
                Add(StepKind.All, null, 0, close + 1);
                return null;
            case "+":
                Add(StepKind.Append, null, 0, close + 1);
                return null;
            case "-":
                Add(StepKind.Prepend, null, 0, close + 1);
                return null;
            case var digits when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index):
                Add(StepKind.Element, null, index, close + 1);
                return null;
            default:
                return "in brackets stands *, +, -, a whole number from 0, or a name in quotes";
        }
    }

    private string? ReadQuoted(int start)
    {
        var quote = _text[start];
        var name = new StringBuilder();
        for (var i = start + 1; i < _text.Length; i++)
        {
            if (_text[i] != quote)
            {
                name.Append(_text[i]);
            }
            else if (i + 1 < _text.Length && _text[i + 1] == quote)
            {
                name.Append(quote);
                i++;
            }
            else if (i + 1 < _text.Length && _text[i + 1] == ']')
            {
                Add(StepKind.Name, name.ToString(), 0, i + 2);
                return null;
            }
            else
            {
                break;
            }
        }

        return "a bracket with a quoted name is not closed";
    }

    private void Add(StepKind kind, string? name, int index, int end)
    {
        _steps.Add(new PathStep(kind, name, index, end));
        _at = end;
    }
}
