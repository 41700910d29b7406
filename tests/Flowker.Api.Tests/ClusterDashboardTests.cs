using System.Net;
using Flowker.Grains.Interfaces.Access;

namespace Flowker.Api.Tests;

/// <summary>The dashboard of Orleans, for the admin alone.</summary>
public sealed class ClusterDashboardTests(Guarded guarded) : IClassFixture<Guarded>
{
    [Theory]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/index.min.js")]
    [InlineData("/dashboard/DashboardCounters")]
    public async Task It_opens_for_the_admin_alone(string path)
    {
        (await guarded.Service.GetAsync(path)).Is(401, "UNAUTHORIZED");
        foreach (var role in new[] { Roles.Viewer, Roles.Operator, Roles.Editor })
        {
            (await guarded.WithKeyAsync(await guarded.KeyAsync(role), HttpMethod.Get, path)).Is(403, "FLK-0403");
        }

        var opened = await guarded.WithKeyAsync(await guarded.KeyAsync(Roles.Admin), HttpMethod.Get, path);
        Assert.True(opened.Status is HttpStatusCode.OK, opened.Text);
    }

    [Theory]
    [InlineData("HistoricalStats/x")]
    [InlineData("SiloProperties/x")]
    [InlineData("SiloStats/x")]
    [InlineData("HistoricalStats/10.0.0.1:99999999@x")]
    [InlineData("historicalstats/127.0.0.1")]
    [InlineData("Reminders/x")]
    public async Task What_names_no_silo_is_not_there(string path) =>
        (await guarded.WithKeyAsync(await guarded.KeyAsync(Roles.Admin), HttpMethod.Get, $"/dashboard/{path}")).Is(404, "FLK-0404");
}
