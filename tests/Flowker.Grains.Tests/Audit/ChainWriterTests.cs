using CsCheck;
using Flowker.Grains.Audit;
using Flowker.Grains.Audit.Chain;

namespace Flowker.Grains.Tests.Audit;

/// <summary>Nothing is lost, doubled or reordered, whatever dies between two steps.</summary>
public sealed class ChainWriterTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_takes_over_goes_on_where_the_other_one_ended(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        await trail.WriteAsync(5);

        // Died between chaining and signing.
        await trail.ChainAsync("one", sign: false);
        await trail.WriteAsync(5);
        Assert.Equal(10, (await trail.ChainAsync("two")).Sequence);
        Assert.Equal([(1L, 4L), (5L, 8L)], (await trail.Checkpoints.ListAsync(0, 10)).Select(c => (c.FirstSequence, c.LastSequence)));
        Assert.True((await trail.VerifyAsync(10)).IsValid);
        Assert.Equal(10, (await trail.Chain.ReadHeadAsync()).Settled);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_was_changed_before_its_signature_is_not_signed(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        await trail.WriteAsync(5);
        await trail.ChainAsync("one", sign: false);
        await trail.TamperAsync("update audit_events set actor_id = 'nobody' where id = (select id from audit_chain where seq = 2)");
        await trail.ChainAsync("two");
        Assert.Empty(await trail.Checkpoints.ListAsync(0, 10));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_writer_that_was_overtaken_writes_nothing(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        await trail.WriteAsync(3);
        var stale = new ChainWriter(trail.Chain, "one", (await trail.Chain.TryLeadAsync("one", TimeSpan.Zero))!);
        Assert.Equal(3, (await trail.ChainAsync("two")).Sequence);
        await trail.WriteAsync(1);
        Assert.Null(await stale.AdvanceAsync(CancellationToken.None));
        Assert.Equal(3, (await trail.Chain.ReadAsync(1, 10)).Count);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Whoever_takes_over_behind_a_mark_that_lags_chains_nothing_twice(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        await trail.WriteAsync(5);
        var one = new ChainWriter(trail.Chain, "one", (await trail.Chain.TryLeadAsync("one", TimeSpan.Zero))!);
        Assert.Equal(5, (await one.AdvanceAsync(CancellationToken.None))!.Count);
        await trail.WriteAsync(2);
        Assert.Equal(0, (await trail.Chain.ReadHeadAsync()).Settled);
        var head = await trail.ChainAsync("two");
        Assert.Equal((7, 7), (head.Sequence, head.Settled));
    }

    [Fact]
    public async Task Events_that_commit_late_get_their_places_whether_few_or_many_came_before()
    {
        await using var trail = await TrailInTest.CreateAsync(postgres: true);
        var writer = new ChainWriter(trail.Chain, "one", (await trail.Chain.TryLeadAsync("one", TimeSpan.FromMinutes(1)))!);
        foreach (var left in new[] { 1, 10_000 })
        {
            // Ids that never come to be, and one that comes after the ids behind it.
            await trail.TamperAsync($"select setval(pg_get_serial_sequence('audit_events', 'id'), (select coalesce(max(id), 0) from audit_events) + {left})");
            var before = writer.Head.Sequence;
            await using (await trail.WriteLateAsync())
            {
                await trail.WriteAsync(3);
                Assert.Equal(3, (await writer.AdvanceAsync(CancellationToken.None))!.Count);
                await trail.WriteAsync(3);
                Assert.Equal(3, (await writer.AdvanceAsync(CancellationToken.None))!.Count);
            }

            await trail.WriteAsync(1);
            Assert.Equal(2, (await writer.AdvanceAsync(CancellationToken.None))!.Count);
            for (var i = 0; i < 3; i++)
            {
                Assert.Empty((await writer.AdvanceAsync(CancellationToken.None))!);
            }

            Assert.Equal(before + 8, writer.Head.Sequence);
            Assert.Equal(0, (await trail.Chain.ReadLagAsync()).Events);
        }

        Assert.True((await trail.VerifyAsync(writer.Head.Sequence)).IsValid);
        Assert.Equal(await trail.Chain.ReadLastIdAsync(), writer.Head.Settled);
    }

    [Fact]
    public void The_settled_mark_never_passes_an_event_that_is_still_to_come() => Gen.Select(Gen.Int[0, 3].Array[1, 60], Gen.Int[1, 5]).Sample((steps, limit) =>
    {
        // Transactions draw an id, and end by committing or rolling back; the chain looks in between.
        var open = new Dictionary<long, string>();
        var committed = new SortedSet<long>();
        var chained = new HashSet<long>();
        var watch = new SettledWatch(0, 0);
        var next = 0L;
        foreach (var step in steps)
        {
            switch (step)
            {
                case 0:
                    open[++next] = $"t{next}";
                    break;
                case 1 when open.Count > 0:
                    // The youngest first, so that ids appear out of order.
                    committed.Add(open.Keys.Max());
                    open.Remove(open.Keys.Max());
                    break;
                case 2 when open.Count > 0:
                    open.Remove(open.Keys.Min());
                    break;
                default:
                    var writers = open.Values.ToHashSet();
                    List<long> read = [.. committed.Where(id => id > watch.Settled && !chained.Contains(id)).Take(limit)];
                    watch.Look(writers, read, whole: read.Count < limit);
                    chained.UnionWith(read);
                    break;
            }

            if (open.Keys.Any(id => id <= watch.Settled) || committed.Any(id => id <= watch.Settled && !chained.Contains(id)))
            {
                return false;
            }
        }

        return true;
    });

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_damaged_text_gets_its_place_too(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        string[] texts = ["", "no json", "{", "[1]", """{"a":1,"a":2}""", """{"n":123456789012345678901234567890}""", "\"\\ud800\""];
        foreach (var text in texts)
        {
            await trail.Log.AddAsync(AuditEvents.Make("X", "X", "x", Guid.Empty, AuditEvents.Engine, DateTimeOffset.UtcNow, text));
        }

        Assert.Equal(texts.Length, (await trail.ChainAsync()).Sequence);
        Assert.True((await trail.VerifyAsync(texts.Length)).IsValid);
    }
}
