using System.Collections.Immutable;

namespace Flowker.Engine.Paths;

/// <summary>
/// A path as it was written, and the steps it takes from the scope; the first step is always a name. Column: where it stands
/// in the expression around it, from 1, for messages.
/// </summary>
internal sealed record FieldPath(string Text, int Column, ImmutableArray<PathStep> Steps)
{
    /// <summary>Nothing that is taken in nests deeper.</summary>
    public const int MaxSteps = 64;

    private const int LongestShown = 80;

    /// <summary>As messages name it: a path is as long as its author likes.</summary>
    public string Shown => Cut(Text);

    public string Root => Steps[0].Name!;

    /// <summary>What messages name of the path's text up to and without the step at <paramref name="index"/>.</summary>
    public string Before(int index) => Cut(Text[..Steps[index - 1].End]);

    public static string Cut(string text) => text.Length > LongestShown ? $"{text[..LongestShown]}…" : text;
}
