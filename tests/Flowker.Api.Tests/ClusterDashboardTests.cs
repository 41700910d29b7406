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
}
