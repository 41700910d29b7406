using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>One text with its placeholders found: literal pieces and paths in turn.</summary>
internal sealed record TemplateText(ImmutableArray<(string? Literal, MappingPath? Path)> Parts)
{
    /// <summary>The text is one placeholder alone, and stands for a value of any kind.</summary>
    public MappingPath? Whole => Parts is [(null, { } path)] ? path : null;

    public bool IsLiteral => Parts.All(p => p.Path is null);

    public static TemplateText? TryParse(string text, out string? error)
    {
        error = null;
        var parts = ImmutableArray.CreateBuilder<(string?, MappingPath?)>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("$${"))
            {
                literal.Append("${");
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("${"))
            {
                var end = text.IndexOf('}', i);
                if (end < 0)
                {
                    error = $"the placeholder at character {i + 1} is not closed";
                    return null;
                }

                if (MappingPath.TryParse(text[(i + 2)..end].Trim(), out error) is not { } path)
                {
                    return null;
                }

                if (literal.Length > 0)
                {
                    parts.Add((literal.ToString(), null));
                    literal.Clear();
                }

                parts.Add((null, path));
                i = end;
            }
            else
            {
                literal.Append(text[i]);
            }
        }

        if (literal.Length > 0 || parts.Count == 0)
        {
            parts.Add((literal.ToString(), null));
        }

        return new TemplateText(parts.ToImmutable());
    }

    /// <summary>Values in text: texts bare, everything else as JSON, what is missing as nothing.</summary>
    public string? Render(JsonScope scope, out string? error)
    {
        error = null;
        var text = new StringBuilder();
        foreach (var (literal, path) in Parts)
        {
            if (path is null)
            {
                text.Append(literal);
                continue;
            }

            var value = PathReader.Read(scope, path, out error);
            if (error is not null)
            {
                return null;
            }

            if (value is { ValueKind: JsonValueKind.String } found)
            {
                if (!JsonStrings.TryGet(found, out var bare))
                {
                    error = $"the value at '{path.Text}' is not valid Unicode";
                    return null;
                }

                text.Append(bare);
            }
            else
            {
                text.Append(value?.GetRawText());
            }
        }

        return text.ToString();
    }
}
