using System.Text.Json;

namespace Flowker.Engine.Executions;

/// <summary>What one attempt at a provider call came to. Source: <c>spec/decisions.md</c>, "Retry", "Unknown outcome".</summary>
public enum CallOutcome
{
    /// <summary>Answered with a success status.</summary>
    Success,

    /// <summary>Answered, and the answer is no: another status that a repeat would not change.</summary>
    Rejected,

    /// <summary>Known to have had no effect (never sent), or answered with a fault of the provider's (5xx, 429 …).</summary>
    Failed,

    /// <summary>Sent and not answered: timeout, reset, or a crash while it was in flight. It may have had its effect.</summary>
    Unknown,
}

/// <summary>The result of one attempt, as an executor reports it. Retrying is decided by the machine, not here.</summary>
public sealed record CallResult
{
    public required CallOutcome Outcome { get; init; }

    /// <summary>The public code of the failure; FLK-0504 when nothing more exact is known.</summary>
    public string? Code { get; init; }

    /// <summary>For an attempt without a status: whether a repeat may help (connection refused), or not (no URL).</summary>
    public bool Transient { get; init; }

    /// <summary>The provider's HTTP status; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>
    /// The envelope <c>{status, status_text, url, headers, body?}</c>, also for an answer that was no success; null
    /// without an answer. Source: <c>spec/reference-engine.md</c>, 4.1.5.
    /// </summary>
    public JsonElement? Response { get; init; }

    /// <summary>Why the attempt was no success, for people; without secrets and exception texts. Null on success.</summary>
    public string? Message { get; init; }

    /// <summary>What the provider asked for in <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When the call began, if that was later than its intent; null when it was at once.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>How long the call took, by a clock that nobody sets; null when nothing was called.</summary>
    public TimeSpan? Duration { get; init; }

    public string? Method { get; init; }

    /// <summary>Without user info and query, which may hold secrets.</summary>
    public string? Url { get; init; }

    /// <summary>SHA-256 of the body that was sent, 64 lower-case hex digits; null when none was made.</summary>
    public string? RequestSha256 { get; init; }

    /// <summary>SHA-256 of the answer's body as it was read, 64 lower-case hex digits; null unless it came whole.</summary>
    public string? ResponseSha256 { get; init; }
}
