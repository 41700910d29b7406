namespace Flowker.Engine.Paths;

internal enum StepKind
{
    /// <summary>To a member of an object.</summary>
    Name,

    /// <summary>To an element of a list.</summary>
    Element,

    /// <summary><c>[*]</c>: to each element of a list.</summary>
    All,

    /// <summary><c>[+]</c>, in targets alone: after the last element.</summary>
    Append,

    /// <summary><c>[-]</c>, in targets alone: before the first element.</summary>
    Prepend,
}

/// <summary>One step of a path. <paramref name="End"/> is where the step ends in the path's text.</summary>
internal readonly record struct PathStep(StepKind Kind, string? Name, int Index, int End)
{
    public override string ToString() => Name is null ? $"element {Index}" : $"\"{Name}\"";
}
