using Flowker.Storage.Queries;

namespace Flowker.Storage.Tests;

/// <summary>How take-overs are counted, on both databases.</summary>
public sealed class ExecutionClaimTests
{
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_claim_of_a_dead_silos_work_counts_until_a_step_has_ended(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start(owner: "silo-1");
        await store.Journal.AppendAsync(start);
        var id = start.ExecutionId;
        Assert.Equal(new ExecutionClaim("silo-1", 0, 0), await store.Claims.GetAsync(id));
        Assert.Null(await store.Claims.GetAsync(Guid.NewGuid()));

        // Neither the take-over's own commit nor the start of a call is the end of a step.
        await ClaimAsync(store, id, "silo-2");
        var takeOver = start.Next(s => s with { Owner = "silo-2" });
        await store.Journal.AppendAsync(takeOver);
        Assert.Equal(new ExecutionClaim("silo-2", 1, 0), await store.Claims.GetAsync(id));
        await ClaimAsync(store, id, "silo-3");
        Assert.Equal((2, true), ((await store.Claims.GetAsync(id))!.Claims, (await store.Claims.GetAsync(id))!.IsSuspect));

        // Nor does it count what was let go of in good order.
        await store.Claims.LetGoAsync([id], "another");
        Assert.Equal("silo-3", (await store.Claims.GetAsync(id))!.Owner);
        await store.Claims.LetGoAsync([id], "silo-3");
        await ClaimAsync(store, id, "silo-4");
        Assert.Equal(new ExecutionClaim("silo-4", 2, 0), await store.Claims.GetAsync(id));

        var called = takeOver.Next(s => s with { WaitingOn = null });
        await store.Journal.AppendAsync(called);
        Assert.Equal(2, (await store.Claims.GetAsync(id))!.Claims);
        await store.Journal.AppendAsync(called.Next());
        Assert.Equal(0, (await store.Claims.GetAsync(id))!.Claims);
        await ClaimAsync(store, id, "silo-5", living: "nobody");
        Assert.Equal(new ExecutionClaim("silo-5", 1, 0), await store.Claims.GetAsync(id));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Only_a_death_under_its_mark_counts_as_one(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start(owner: "silo-0");
        await store.Journal.AppendAsync(start);
        var id = start.ExecutionId;
        for (var silo = 1; silo <= 20; silo++)
        {
            // It waited, or had a call in flight.
            await ClaimAsync(store, id, $"silo-{silo}");
        }

        Assert.Equal(new ExecutionClaim("silo-20", 20, 0), await store.Claims.GetAsync(id));
        await store.Claims.MarkAsync(id, "silo-20");
        await store.Claims.UnmarkAsync(id);
        await ClaimAsync(store, id, "silo-21");
        Assert.Equal(0, (await store.Claims.GetAsync(id))!.Deaths);
        for (var silo = 21; silo <= 24; silo++)
        {
            await store.Claims.MarkAsync(id, $"silo-{silo}");
            await ClaimAsync(store, id, $"silo-{silo + 1}");
        }

        Assert.Equal((4, false), ((await store.Claims.GetAsync(id))!.Deaths, (await store.Claims.GetAsync(id))!.IsPoisonous));
        await store.Claims.CountFailureAsync(id, underMark: false);
        Assert.Equal(4, (await store.Claims.GetAsync(id))!.Deaths);
        await store.Claims.CountFailureAsync(id, underMark: true);
        Assert.True((await store.Claims.GetAsync(id))!.IsPoisonous);
        await store.Claims.ForgiveAsync(id);
        Assert.Equal((true, 0), ((await store.Claims.GetAsync(id))!.IsSuspect, (await store.Claims.GetAsync(id))!.Deaths));
    }

    private static async Task ClaimAsync(Store store, Guid id, string owner, string living = "nobody") =>
        Assert.Equal([id], await store.Executions.ClaimAbandonedAsync([living], owner, 10));
}
