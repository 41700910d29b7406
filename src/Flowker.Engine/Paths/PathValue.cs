using System.Text.Json;

namespace Flowker.Engine.Paths;

internal enum PathOutcome
{
    Found,
    Missing,

    /// <summary>Nothing is there, but <c>[*]</c> asked for each of it: where a value is wanted, that is an empty list.</summary>
    MissingList,

    /// <summary><c>[*]</c> met something that is no list.</summary>
    NotAList,
}

/// <summary>
/// What a path leads to: the value when it was found, else what stood before the step <paramref name="FailedStep"/> that led
/// nowhere.
/// </summary>
internal readonly record struct PathValue(PathOutcome Outcome, JsonElement Value, int FailedStep = 0)
{
    public bool Found => Outcome is PathOutcome.Found;
}
