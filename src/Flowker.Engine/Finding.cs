namespace Flowker.Engine;

/// <summary>
/// One fault found in something a caller sent: its public code (<c>FLK-…</c>), a text for people, and where it is.
/// A value, because the caller decides whether to refuse (create, activate) or to report (validate).
/// </summary>
/// <param name="Code">A code of the error registry.</param>
/// <param name="Message">Names the data at fault; never an exception text, a secret or a path of the machine.</param>
/// <param name="Field">The member at fault, such as <c>nodes[2].data.condition</c>; null when it is the whole.</param>
/// <param name="NodeId">The node at fault, when there is one.</param>
public sealed record Finding(string Code, string Message, string? Field = null, string? NodeId = null)
{
    public FindingSeverity Severity { get; init; }

    public FindingPhase Phase { get; init; }
}

/// <summary>Whether a finding refuses, or only points out.</summary>
public enum FindingSeverity
{
    Error,
    Warning,
}

/// <summary>From when on a finding counts.</summary>
public enum FindingPhase
{
    /// <summary>As soon as something is stored: a draft cannot have it either.</summary>
    Draft,

    /// <summary>When a workflow is activated: until then it may just be unfinished.</summary>
    Activation,
}
