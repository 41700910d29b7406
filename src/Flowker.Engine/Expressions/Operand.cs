using System.Collections.Immutable;

namespace Flowker.Engine.Expressions;

/// <summary>Something that has a value: a literal, or a path to a field.</summary>
internal abstract record Operand;

internal sealed record Literal(Value Value) : Operand;

/// <summary>A path as it was written, and the steps it takes from the scope; the first step is always a name.</summary>
internal sealed record FieldPath(string Text, int Column, ImmutableArray<PathStep> Steps) : Operand
{
    public string Root => Steps[0].Name!;

    /// <summary>The path's text up to and without the step at <paramref name="index"/>.</summary>
    public string Before(int index) => Text[..Steps[index - 1].End];
}

/// <summary>To a member when there is a name, else to an element. <paramref name="End"/> is where the step ends in the path's text.</summary>
internal readonly record struct PathStep(string? Name, int Index, int End)
{
    public override string ToString() => Name is null ? $"element {Index}" : $"\"{Name}\"";
}
