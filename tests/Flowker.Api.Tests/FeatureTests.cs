using Flowker.Grains.Features;

namespace Flowker.Api.Tests;

/// <summary>The switches of features over REST.</summary>
public sealed class FeatureTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task All_that_the_program_knows_is_on_in_a_new_database()
    {
        var features = (await service.GetAsync("/v1/operations/features")).Json["features"]!.AsArray();
        Assert.Equal(Feature.All.Select(f => f.Name).Order(StringComparer.Ordinal), features.Select(f => (string)f!["name"]!));
        Assert.All(features, f => Assert.True((bool)f!["on"]! && f["lackedBy"]!.AsArray().Count == 0 && (string?)f["switchedOnBy"] == "flowker"));
    }

    [Fact]
    public async Task What_is_held_back_is_switched_on_by_an_administrator()
    {
        var held = new Service(("Flowker:Features:Hold", "true"));
        await held.InitializeAsync();
        try
        {
            foreach (var feature in Feature.All)
            {
                var before = (await held.GetAsync("/v1/operations/features")).Json["features"]!.AsArray().Single(f => (string?)f!["name"] == feature.Name)!;
                Assert.False((bool)before["on"]!);
                var switched = await held.PostAsync($"/v1/operations/features/{feature.Name}");
                Assert.True((bool)switched.Json["on"]!, switched.Text);
                var events = await held.GetAsync("/v1/audit-events?eventType=FEATURE_SWITCHED_ON&limit=100");
                Assert.Single(events.Json["items"]!.AsArray(), e => (string?)e!["resourceId"] == feature.Name);
            }

            (await held.PostAsync("/v1/operations/features/unheard-of")).Is(422, "FLK-0172");
        }
        finally
        {
            await held.DisposeAsync();
        }
    }
}
