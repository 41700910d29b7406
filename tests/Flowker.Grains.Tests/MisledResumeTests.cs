using Flowker.Grains.Interfaces.Executions;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Tests;

/// <summary>An execution whose owner by the database does not drive it, and whose grain is led to another silo, again and again.</summary>
public sealed class MisledResumeTests(MisledResumeTests.WithoutSweeps cluster) : IClassFixture<MisledResumeTests.WithoutSweeps>
{
    [Fact]
    public async Task Whoever_is_told_that_the_owner_does_not_drive_it_goes_on()
    {
        var id = await cluster.StoreStartAsync(await cluster.ActivateAsync(), Owner);
        await OtherSilo.GetGrain<IExecutionGrain>(id).ResumeUndrivenAsync(Owner);
        Assert.Equal("completed", (await cluster.ResultsAsync(id)).Status);
    }

    [Fact]
    public async Task Nobody_else_takes_it_from_an_owner_that_is_alive()
    {
        var id = await cluster.StoreStartAsync(await cluster.ActivateAsync(), Owner);
        await OtherSilo.GetGrain<IExecutionGrain>(id).ResumeAsync();
        await OtherSilo.GetGrain<IExecutionGrain>(id).ResumeUndrivenAsync("a silo that owned it before");
        Assert.Equal(1, (await cluster.Service<IExecutionQueries>().GetAsync(id))!.Version);
    }

    private string Owner => cluster.Silos.Silos[0].SiloAddress.ToParsableString();

    private IGrainFactory OtherSilo => cluster.Service<IGrainFactory>(silo: 1);

    public sealed class WithoutSweeps : Cluster
    {
        private protected override TimeSpan SweepInterval => TimeSpan.FromHours(1);
    }
}
