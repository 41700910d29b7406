namespace Flowker.Engine.Json;

/// <summary>What becomes of members that stand in one object more than once.</summary>
public enum Repeated
{
    /// <summary>They stay, and readers take the last one: what was stored must be read as it was.</summary>
    Kept,

    /// <summary>The text is not taken.</summary>
    Refused,

    /// <summary>Only the last one stays, in the place of the first, so that nobody can read another one.</summary>
    Collapsed,
}
