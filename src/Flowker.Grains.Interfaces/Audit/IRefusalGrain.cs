using Orleans.Concurrency;

namespace Flowker.Grains.Interfaces.Audit;

/// <summary>Records requests that were turned away. Grain key: 0; any silo does it.</summary>
[Alias("flowker.refusal"), Version(1)]
public interface IRefusalGrain : IGrainWithIntegerKey
{
    /// <summary>Nobody waits for it: a stranger must not be able to hold anything up.</summary>
    [Alias("record"), OneWay]
    Task RecordAsync(RefusedRequest request);
}

/// <summary>A request for which the caller showed no valid key, or one that does not allow it.</summary>
[GenerateSerializer, Immutable, Alias("flowker.refused-request")]
public sealed record RefusedRequest
{
    [Id(0)] public required Caller Caller { get; init; }

    [Id(1)] public required string Method { get; init; }

    /// <summary>Without its query, which may hold secrets.</summary>
    [Id(2)] public required string Path { get; init; }

    /// <summary>True when the caller is known, but may not do it.</summary>
    [Id(3)] public required bool Forbidden { get; init; }

    [Id(4)] public required DateTimeOffset At { get; init; }

    /// <summary>How many more were turned away since the last one that was recorded.</summary>
    [Id(5)] public required long Unrecorded { get; init; }
}
