using Flowker.Grains.Features;
using Flowker.Storage;
using Flowker.Storage.Audit;
using Flowker.Storage.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowker.Grains.Tests;

/// <summary>Two silos on a database that an earlier version made: the first knows one feature more than the second.</summary>
public sealed class MixedCluster : Cluster
{
    internal static Feature Both { get; } = new("both");

    internal static Feature Newer { get; } = new("newer") { ShutsOutOlder = true };

    private int _configured;

    // They look when the test says so: the first silo must not find itself alone before the second one has joined.
    private protected override FeatureOptions FeaturesOf() => new()
    {
        Interval = TimeSpan.FromHours(1),
        Known = Interlocked.Increment(ref _configured) == 1 ? [Both, Newer] : [Both],
    };

    private protected override async Task PrepareAsync(StorageOptions options)
    {
        await using var services = FeatureTests.Storage(options);
        await services.GetRequiredService<FlowkerDatabase>().InitializeAsync();
    }
}

/// <summary>What is new waits until all silos know it.</summary>
public sealed class FeatureTests(MixedCluster cluster) : IClassFixture<MixedCluster>
{
    [Fact]
    public async Task A_feature_goes_on_when_all_living_silos_know_it_and_shuts_out_those_that_come_later()
    {
        var newer = cluster.Service<FeatureOptions>(0).Known.Count == 2 ? 0 : 1;
        var (first, second) = (cluster.Service<FeatureSwitch>(newer), cluster.Service<FeatureSwitch>(1 - newer));
        var living = cluster.Silos.Silos.Select(s => s.SiloAddress.ToParsableString()).ToArray();
        for (var look = 0; look < 3; look++)
        {
            // The newer silo may ask as often as it likes.
            Assert.False(await first.LookAsync(living, default));
            await second.LookAsync(living, default);
        }

        Assert.Equal((true, true, false), (first.IsOn(MixedCluster.Both), second.IsOn(MixedCluster.Both), first.IsOn(MixedCluster.Newer)));
        Assert.False(await first.SwitchOnAsync("newer", living, Cluster.Caller, default));
        Assert.False(first.IsOn(MixedCluster.Newer));
        var listed = (await first.ListAsync(living, default)).ToDictionary(f => f.Name);
        Assert.Equal((true, 0, false), (listed["both"].On is not null, listed["both"].LackedBy.Count, listed["newer"].On is not null));
        Assert.Equal([living[1 - newer]], listed["newer"].LackedBy);

        await cluster.Silos.StopSiloAsync(cluster.Silos.Silos[1 - newer]);
        string[] alone = [living[newer]];
        Assert.False(await first.LookAsync(alone, default));
        Assert.True(await first.LookAsync(alone, default));
        Assert.True(first.IsOn(MixedCluster.Newer));
        var events = await cluster.Service<IAuditQueries>().ListByResourceAsync("feature", "newer", 10);
        Assert.Equal(("FEATURE_SWITCHED_ON", "flowker"), (Assert.Single(events).EventType, events[0].Actor.Id));

        // One that knows of features, but not of this one.
        var store = cluster.Service<IFeatureStore>();
        var late = new FeatureSwitch(
            store, cluster.Service<FlowkerDatabase>(), new FeatureOptions { Known = [MixedCluster.Both] }, cluster.Service<ILocalSiloDetails>(),
            TimeProvider.System, NullLogger<FeatureSwitch>.Instance);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => late.BeginAsync(default));
        Assert.Contains("'newer'", refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Where_there_is_one_process_everything_is_on_at_its_start_unless_it_holds(bool hold)
    {
        var folder = Directory.CreateTempSubdirectory("flowker-features-").FullName;
        try
        {
            await using var services = Storage(new StorageOptions { DataDirectory = folder });
            var database = services.GetRequiredService<FlowkerDatabase>();
            await database.InitializeAsync();
            var features = Switch(services, hold);
            await features.BeginAsync(default);
            Assert.Equal(!hold, features.IsOn(MixedCluster.Newer));
            if (hold)
            {
                string[] living = [cluster.Service<ILocalSiloDetails>().SiloAddress.ToParsableString()];
                Assert.False(await features.LookAsync(living, default));
                Assert.False(await features.LookAsync(living, default));
                Assert.False(features.IsOn(MixedCluster.Newer));
                Assert.False(await features.SwitchOnAsync("unheard-of", living, Cluster.Caller, default));
                Assert.True(await features.SwitchOnAsync("newer", living, Cluster.Caller, default));
                Assert.True(await features.SwitchOnAsync("newer", living, Cluster.Caller, default));
                Assert.True(features.IsOn(MixedCluster.Newer));
                Assert.Equal("test", (await services.GetRequiredService<IFeatureStore>().ListAsync()).Single().SwitchedOnBy);
            }

            // A later start finds what is on.
            var again = Switch(services, hold: true);
            await again.BeginAsync(default);
            Assert.True(again.IsOn(MixedCluster.Newer));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_silo_that_has_written_nothing_knows_nothing_and_one_that_holds_holds_for_all()
    {
        var folder = Directory.CreateTempSubdirectory("flowker-features-").FullName;
        try
        {
            await using var services = Storage(new StorageOptions { DataDirectory = folder });
            await services.GetRequiredService<FlowkerDatabase>().InitializeAsync();
            var features = Switch(services, hold: false);
            var self = cluster.Service<ILocalSiloDetails>().SiloAddress.ToParsableString();
            for (var look = 0; look < 3; look++)
            {
                Assert.False(await features.LookAsync([self, "one of before"], default));
            }

            await services.GetRequiredService<IFeatureStore>().AnnounceAsync(new("one of before", ["both", "newer"], Holds: true, DateTimeOffset.UtcNow));
            for (var look = 0; look < 3; look++)
            {
                Assert.False(await features.LookAsync([self, "one of before"], default));
            }

            Assert.False(await features.LookAsync([self], default));
            Assert.True(await features.LookAsync([self], default));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static ServiceProvider Storage(StorageOptions options) => new ServiceCollection()
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddFlowkerStorage(options).BuildServiceProvider();

    private FeatureSwitch Switch(ServiceProvider services, bool hold) => new(
        services.GetRequiredService<IFeatureStore>(), services.GetRequiredService<FlowkerDatabase>(),
        new FeatureOptions { Hold = hold, Known = [MixedCluster.Both, MixedCluster.Newer] }, cluster.Service<ILocalSiloDetails>(), TimeProvider.System,
        NullLogger<FeatureSwitch>.Instance);
}
