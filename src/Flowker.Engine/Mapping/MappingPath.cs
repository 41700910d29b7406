using System.Collections.Immutable;
using System.Globalization;

namespace Flowker.Engine.Mapping;

internal enum PathIndex
{
    None,
    At,
    All,
    Append,
    Prepend,
}

/// <summary>One segment: a member's name, and at most one place in the array there.</summary>
internal readonly record struct PathSegment(string Name, PathIndex Index, int Position);

/// <summary>
/// A path such as <c>workflow.items[*].id</c>, parsed once. Source: <c>spec/reference-engine.md</c>, 3.4; where the
/// reference breaks down (empty segments, boundless indexes) this refuses.
/// </summary>
internal sealed record MappingPath(string Text, ImmutableArray<PathSegment> Segments)
{
    /// <summary>No array grows beyond this by being written to.</summary>
    public const int MaxPosition = 9_999;

    private const int MaxSegments = 32;

    public static MappingPath? TryParse(string text, out string? error)
    {
        var segments = ImmutableArray.CreateBuilder<PathSegment>();
        foreach (var part in text.Split('.'))
        {
            if (ParseSegment(part, out error) is not { } segment)
            {
                error = $"path '{text}': {error}";
                return null;
            }

            // "a.[0]" is "a[0]".
            if (segment.Name.Length == 0 && segments.Count > 0 && segments[^1].Index is PathIndex.None)
            {
                segments[^1] = segment with { Name = segments[^1].Name };
                continue;
            }

            if (segment.Name.Length == 0)
            {
                error = $"path '{text}': a segment is empty";
                return null;
            }

            segments.Add(segment);
        }

        error = segments.Count > MaxSegments ? $"path '{text}': more than {MaxSegments} segments" : null;
        return error is null ? new MappingPath(text, segments.ToImmutable()) : null;
    }

    // Of several brackets in one segment the first counts, as in the reference.
    private static PathSegment? ParseSegment(string part, out string? error)
    {
        error = null;
        var open = part.IndexOf('[', StringComparison.Ordinal);
        if (open < 0)
        {
            error = part.Length == 0 ? "a segment is empty" : null;
            return error is null ? new PathSegment(part, PathIndex.None, 0) : null;
        }

        var close = part.IndexOf(']', open);
        if (close < 0)
        {
            error = "a bracket is not closed";
            return null;
        }

        var name = part[..open];
        switch (part[(open + 1)..close])
        {
            case "*":
                return new PathSegment(name, PathIndex.All, 0);
            case "+":
                return new PathSegment(name, PathIndex.Append, 0);
            case "-":
                return new PathSegment(name, PathIndex.Prepend, 0);
            case var digits when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position <= MaxPosition:
                return new PathSegment(name, PathIndex.At, position);
            default:
                error = $"an index is *, +, - or a number up to {MaxPosition}";
                return null;
        }
    }
}
