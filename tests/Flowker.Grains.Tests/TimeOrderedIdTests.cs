namespace Flowker.Grains.Tests;

/// <summary>Ids sort by the time of their making, and no two are alike, whichever thread makes them.</summary>
public sealed class TimeOrderedIdTests
{
    [Fact]
    public void Ids_are_of_version_7_and_carry_the_time()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var id = TimeOrderedId.Next();
        var after = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 0x8, 0xB);
        Assert.InRange(Convert.ToInt64(id.ToString("N")[..12], 16), before, after);
    }

    [Fact]
    public void No_two_ids_are_alike()
    {
        const int Count = 20_000;
        var ids = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8)
            .SelectMany(_ => Enumerable.Range(0, Count).Select(_ => TimeOrderedId.Next()))
            .ToHashSet();
        Assert.Equal(8 * Count, ids.Count);
    }
}
