using System.Collections.Immutable;

namespace Flowker.Engine.Schedules;

/// <summary>
/// What is to be started now, oldest first, and the time up to which everything is decided once that is done. It is before
/// now when there was more than fits in one answer.
/// </summary>
public sealed record DueOccurrences(ImmutableArray<DateTimeOffset> Starts, DateTimeOffset DecidedUntil);
