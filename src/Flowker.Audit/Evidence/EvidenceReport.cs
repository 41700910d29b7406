namespace Flowker.Audit.Evidence;

/// <summary>What the verification of an evidence file came to, in sentences for people.</summary>
public sealed record EvidenceReport
{
    /// <summary>Why the file is refused; empty when it holds.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What it proves when it holds.</summary>
    public required IReadOnlyList<string> Proven { get; init; }

    /// <summary>What nobody should read into it.</summary>
    public required IReadOnlyList<string> NotProven { get; init; }

    /// <summary>Why nobody can say who signed it, though nothing was found changed; empty when the keys are confirmed.</summary>
    public IReadOnlyList<string> Unconfirmed { get; init; } = [];

    /// <summary>Whether the file tells how the execution ended.</summary>
    public bool HasEnd { get; init; }

    public bool Holds => Faults.Count == 0 && Unconfirmed.Count == 0;
}
