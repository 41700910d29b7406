using CsCheck;
using Flowker.Engine.Guards;

namespace Flowker.Engine.Tests.Guards;

/// <summary>Permits divided among silos that come, go, die and lose answers.</summary>
public sealed class PermitPoolTests
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(10, new[] { 3, 3 }, new[] { 5, 5 })]
    [InlineData(10, new[] { 20, 2 }, new[] { 8, 2 })]
    [InlineData(10, new[] { 20, 20 }, new[] { 5, 5 })]
    [InlineData(1, new[] { 5, 5 }, new[] { 1, 0 })]
    [InlineData(0, new[] { 5, 5 }, new[] { 0, 0 })]
    [InlineData(7, new[] { 0, 1 }, new[] { 3, 4 })]
    public void Shares_follow_what_is_wanted(int total, int[] wants, int[] shares) => Assert.Equal(shares, FairShares.Divide(total, wants));

    [Fact]
    public void Shares_never_exceed_the_total_and_nobody_is_starved_for_anothers_plenty() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[0, 100].Array[1, 8]).Sample((total, wants) =>
        {
            var shares = FairShares.Divide(total, wants);
            Assert.InRange(shares.Sum(), 0, total);
            var asking = wants.Count(w => w > 0);
            Assert.All(Enumerable.Range(0, wants.Length), i => Assert.True(shares[i] >= Math.Min(wants[i], asking == 0 ? 0 : total / asking)));
        });

    [Fact]
    public void A_permit_goes_to_another_silo_only_when_its_holder_let_it_go_or_its_lease_ran_out()
    {
        var pool = new PermitPool();
        Assert.Equal(10, Renew(pool, "a", 0, 20, at: 0));
        Assert.Equal(0, Renew(pool, "b", 0, 20, at: 1));
        Assert.True(pool.IsShort);
        Assert.Equal(5, Renew(pool, "a", 10, 20, at: 2));
        Assert.Equal(0, Renew(pool, "b", 0, 20, at: 3));
        Assert.Equal(5, Renew(pool, "a", 7, 20, at: 4));
        Assert.Equal(3, Renew(pool, "b", 0, 20, at: 5));
        Assert.Equal(3, Renew(pool, "b", 3, 20, at: 13));
        Assert.Equal(10, Renew(pool, "b", 3, 20, at: 14));
    }

    [Fact]
    public void A_single_permit_goes_round()
    {
        var pool = new PermitPool();
        var held = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0, ["c"] = 0 };
        var served = new Dictionary<string, int>(held);
        for (var turn = 0; turn < 90; turn++)
        {
            foreach (var silo in held.Keys.ToArray())
            {
                held[silo] = pool.Renew(silo, held[silo], 5, 1, TimeSpan.FromMilliseconds(100 * turn), LeaseTime, mayGrow: true);
                served[silo] += held[silo];
            }
        }

        Assert.All(served.Values, times => Assert.InRange(times, 10, 60));
    }

    [Fact]
    public void Until_all_silos_were_heard_of_no_lease_grows()
    {
        var pool = new PermitPool();
        Assert.Equal(0, pool.Renew("new", 0, 5, 10, TimeSpan.Zero, LeaseTime, mayGrow: false));
        Assert.Equal(4, pool.Renew("old", 4, 9, 10, TimeSpan.Zero, LeaseTime, mayGrow: false));
        Assert.Equal(5, pool.Renew("new", 0, 5, 10, TimeSpan.Zero, LeaseTime, mayGrow: true));
    }

    // Each silo uses what it holds at will; calls outlive leases; answers get lost; silos die. What is used at once never exceeds the limit.
    [Fact]
    public void Whatever_happens_to_silos_and_answers_they_never_use_more_than_the_limit() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int).Sample((total, seed) =>
        {
            var random = new Random(seed);
            var pool = new PermitPool();
            var silos = Enumerable.Range(0, 4).Select(i => new Silo($"s{i}")).ToArray();
            for (var step = 0; step < 300; step++)
            {
                var now = TimeSpan.FromMilliseconds(200 * step);
                foreach (var silo in silos)
                {
                    silo.Share = now < silo.LeaseEndsAt ? silo.Share : 0;
                    silo.InUse = random.Next(3) == 0 ? random.Next(silo.InUse + 1) : Math.Max(silo.InUse, Math.Min(silo.Share, silo.InUse + random.Next(3)));
                }

                var asking = silos[random.Next(silos.Length)];
                if (random.Next(20) == 0 && asking.InUse == 0)
                {
                    // It dies; another one by a new name starts in its place.
                    (asking.Name, asking.Share) = ($"{asking.Name}'", 0);
                    continue;
                }

                var granted = pool.Renew(asking.Name, Math.Max(asking.Share, asking.InUse), random.Next(10), total, now, LeaseTime, mayGrow: true);
                if (random.Next(10) > 0)
                {
                    (asking.Share, asking.LeaseEndsAt) = (granted, now + LeaseTime);
                }

                // A silo that keeps calls in flight goes on renewing: only then are they known of.
                foreach (var busy in silos.Where(s => s.InUse > 0 && now + TimeSpan.FromSeconds(2) > s.LeaseEndsAt))
                {
                    busy.Share = pool.Renew(busy.Name, Math.Max(busy.Share, busy.InUse), busy.InUse, total, now, LeaseTime, mayGrow: true);
                    busy.LeaseEndsAt = now + LeaseTime;
                }

                Assert.InRange(silos.Sum(s => Math.Max(s.Share, s.InUse)), 0, total);
            }
        }, iter: 300);

    private static int Renew(PermitPool pool, string silo, int held, int wanted, int at) =>
        pool.Renew(silo, held, wanted, 10, TimeSpan.FromSeconds(at), LeaseTime, mayGrow: true);

    private sealed class Silo(string name)
    {
        public string Name { get; set; } = name;

        public int Share { get; set; }

        public int InUse { get; set; }

        public TimeSpan LeaseEndsAt { get; set; }
    }
}
