namespace Flowker.Executors.Http;

/// <summary><c>Retry-After</c> in either of its two forms.</summary>
internal readonly record struct RetryAfterHeader(TimeSpan? Delta, DateTimeOffset? Date)
{
    /// <summary>More than this a provider cannot ask for: a mistyped date must not park an execution for years.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>A date that is past asks for no wait.</summary>
    public TimeSpan? From(DateTimeOffset now) =>
        (Delta ?? Date - now) is not { } wait ? null
        : wait < TimeSpan.Zero ? TimeSpan.Zero
        : wait > Longest ? Longest
        : wait;
}
