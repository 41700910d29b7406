namespace Flowker.Grains.Retention;

/// <summary>How long executions that have ended are kept. Source: <c>docs/operations.md</c>, "Retention".</summary>
public sealed record RetentionOptions
{
    /// <summary>Counted from an execution's end; null keeps it for ever.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>Between two looks at what is due. Default 10 minutes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(10);
}
