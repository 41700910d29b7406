namespace Flowker.Engine.Schedules;

/// <summary>What becomes of occurrences that nobody could start in time.</summary>
public enum CatchUp
{
    /// <summary>They are left out.</summary>
    None,

    /// <summary>Only the latest is started.</summary>
    Last,

    /// <summary>All are started, oldest first.</summary>
    All,
}
